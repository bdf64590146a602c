import { describe, expect, test } from 'vitest';
import { displayText } from './display.ts';
import { fitText, textWidth } from './metrics.ts';

describe('the width of a text', () => {
  test('grows with its size and its weight', () => {
    expect(textWidth('Supervisory', 13)).toBeCloseTo(textWidth('Supervisory', 26) / 2, 6);
    expect(textWidth('Supervisory', 13, 600)).toBeGreaterThan(textWidth('Supervisory', 13));
  });

  test('is Inter’s own: digits and letters as its tables say', () => {
    // Advance widths of Inter 4 regular in units of 1/2048 em, as Chromium measures them: 'W' 2074 x, 'i' 498.
    expect(textWidth('W', 1000)).toBeGreaterThan(900);
    expect(textWidth('i', 1000)).toBeLessThan(300);
    expect(textWidth('', 12)).toBe(0);
  });

  test('counts the kerning of a pair', () => {
    expect(textWidth('AV', 100)).toBeLessThan(textWidth('A', 100) + textWidth('V', 100));
  });

  test('of what Inter lacks is guessed: wide characters an em, combining marks nothing', () => {
    expect(textWidth('漢', 10)).toBeGreaterThanOrEqual(10);
    expect(textWidth('e\u0301', 10)).toBe(textWidth('e', 10));
  });

  test('of a letter under several marks is that of a fallback font, which draws all of it', () => {
    expect(textWidth('e\u0302\u0303', 10)).toBeGreaterThan(textWidth('e', 10));
    expect(textWidth('e\u0302\u0303\u0304', 10)).toBe(textWidth('e\u0302\u0303', 10));
  });
});

describe('cutting a text', () => {
  test('leaves what fits and ends the rest with an ellipsis', () => {
    expect(fitText('short', 500, 12)).toBe('short');
    const cut = fitText('a rather long name of a zone', 80, 12);
    expect(cut).toMatch(/…$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(80);
  });

  test('has the ellipsis at the end of reading: left of words that run to the left', () => {
    const cut = fitText('محطة معالجة المياه', 60, 12);
    expect(cut).toMatch(/…\u200f$/);
    expect(textWidth(cut, 12)).toBeLessThanOrEqual(60);
    expect(fitText('Kiln معالجة line and more', 110, 12)).toMatch(/…$/);
  });

  test('never splits a character in two', () => {
    expect(fitText('😀'.repeat(20), 60, 12)).toMatch(/^(?:😀)+…$/u);
  });
});

test('what cannot be shown becomes a visible sign, line breaks become spaces', () => {
  expect(displayText('a\u202eb\u0000c\nd')).toBe('a\uFFFDb\uFFFDc d');
});
