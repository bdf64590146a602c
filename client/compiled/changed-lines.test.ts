import { describe, expect, it } from 'vitest';
import { changedLines } from './changed-lines.ts';

describe('the changed lines of an output', () => {
  it('are those that are new or differ, and none for what moved or went', () => {
    expect(changedLines('a\nb\nc', 'a\nb\nc')).toEqual([]);
    expect(changedLines('a\nb\nc', 'a\nx\nc\ny')).toEqual([1, 3]);
    expect(changedLines('a\nb\nc', 'c\na')).toEqual([]);
  });

  it('count lines that stand more than once', () => {
    expect(changedLines('a\na', 'a\na\na')).toEqual([2]);
  });
});
