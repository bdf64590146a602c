/** The toolbar at every width that a panel beside a text or alone in a window has. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleMessage, hasChromium, PageHost } from './test-page.ts';

describe.skipIf(!hasChromium)('the toolbar of the diagram page', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

  test.each([460, 560, 690, 710, 800, 930, 950, 1070, 1090, 1400])(
    'has every control whole and beside the others at %d px',
    async (width) => {
      const { page } = await host.show(await exampleMessage('cascadia'), { width });
      await page.locator('.overlay-select select').evaluate((select) => {
        // The longest words that there are.
        const words = select.parentElement?.querySelector('.words');
        if (words) words.textContent = 'Overlay: Micro-segmentation gain';
      });
      const controls = await page.evaluate(() =>
        [...document.querySelectorAll('.toolbar > *')].map((control) => {
          const { left, right, top, bottom, width: wide } = control.getBoundingClientRect();
          const inside = [...control.querySelectorAll('*')].map((part) => part.getBoundingClientRect().right);
          const name = control.className || control.getAttribute('aria-label') || control.textContent || '';
          return {
            name,
            left,
            top,
            bottom,
            right: Math.max(right, wide > 1 ? Math.max(0, ...inside) : right),
            shown: wide > 1,
          };
        }),
      );
      const shown = controls.filter((control) => control.shown && control.name !== 'space');
      const faults = shown.flatMap(({ name, right, bottom }, i) => {
        const next = shown[i + 1];
        return [
          ...(right > width ? [`${name} is cut off`] : []),
          ...(next && next.top < bottom && right > next.left + 1 ? [`${name} lies under ${next.name}`] : []),
        ];
      });
      expect(faults).toEqual([]);
      expect(shown.length).toBeGreaterThan(8);
    },
  );

  test('tells search from its icon in a narrow panel, and opens it over the other controls', async () => {
    const { page } = await host.show(await exampleMessage('cascadia'), { width: 560 });
    await page.locator('.search input').focus();
    await page.keyboard.type('kiln');
    const { left, right } = await page.locator('.search').evaluate((search) => {
      const box = search.getBoundingClientRect();
      return { left: box.left, right: box.right };
    });
    expect(right - left).toBeGreaterThan(400);
    await page.getByRole('option', { name: /^Zone Kiln cell/ }).waitFor();
  });
});
