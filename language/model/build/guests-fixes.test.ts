/** Every quick-fix of every check also holds where the assets stand in `also in` blocks of another file. */
import { expect, it } from 'vitest';
import { findingsIn, mendAll } from '../../checks/fixture.ts';
import { CHECKS, DEFAULT_CHECKS } from '../../checks/index.ts';
import { loadPolicy, MEANING_FINDINGS } from '../../pipeline.ts';

/** The example in two files: zones and the rest, and their assets. */
async function parted(text: string): Promise<Record<string, string>> {
  const { policy } = await loadPolicy([{ path: 'plant.seg', text }]);
  let plant = text;
  let added = '';
  for (const { place, zone } of [...policy.assets].sort((a, b) => b.place.offset - a.place.offset)) {
    added = `also in ${policy.zones[zone]?.id} {\n  ${text.slice(place.offset, place.end)}\n}\n${added}`;
    plant = plant.slice(0, place.offset) + plant.slice(place.end);
  }
  return { 'plant.seg': plant, 'assets.seg': added };
}

it('fixes leave text with a meaning, and the check finds the same as before', async () => {
  let fixes = 0;
  const wrong: string[] = [];
  for (const { name, documentation } of CHECKS) {
    const { avoid, thresholds = {}, flows } = documentation;
    const asked = { configuration: { ...DEFAULT_CHECKS, thresholds: { [name]: thresholds } }, flows };
    const files = await parted(avoid);
    const found = (await findingsIn(files, asked)).filter((f) => f.check === name && !f.mirror);
    const whole = (await findingsIn(avoid, asked)).filter((f) => f.check === name);
    expect([name, found.map((f) => f.message).sort()]).toEqual([name, whole.map((f) => f.message).sort()]);
    for (const fix of found.flatMap((f) => f.fixes())) {
      fixes++;
      const after = await findingsIn(mendAll(files, fix), asked);
      const broken = after.filter((f) => f.severity === 'error' && MEANING_FINDINGS.has(f.check)).map((f) => f.message);
      if (broken.length > 0) wrong.push(`${name}: ${fix.title}: ${broken[0]}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(fixes).toBeGreaterThan(100);
}, 120_000);
