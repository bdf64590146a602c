/** Policies that no one would draw by hand: the page shows a picture or says a sentence, and never nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, PageHost, post, textMessage } from './test-page.ts';

const repeated = (text: string, length: number): string =>
  [...text.repeat(Math.ceil(length / [...text].length))].slice(0, length).join('');

/** Names of 200 characters: no breaks, right to left, wide, astral, combining, and all of them at once. */
const NAMES = {
  Latin: repeated('Wasserwirtschaftsverwaltung', 200),
  Arabic: repeated('محطة معالجة المياه ', 200),
  Chinese: repeated('污水处理厂控制区', 200),
  emoji: repeated('🏭👩‍🔧⚙️', 200),
  combining: repeated('é̂̃', 200),
  mixed: repeated('Kiln عربي 窑 🏭 ', 200),
};

const named = (name: string): string => {
  const [text, id] = [JSON.stringify(name), `'${name.replaceAll("'", '')}'`];
  return `zone A ${text} { level 3 asset ${id} : plc asset Q : hmi }
zone B { level 2 sl-t 2 microsegmented asset R : plc ${text} asset ${id} : sensor allow plc -> sensor : modbus because ${text} }
zone Around ${text} { zone C ${text} { level 1 asset S : sensor } }
conduit K ${text} { between A and B allow hmi -> plc : modbus because ${text} }
conduit L { between B and C allow plc -> sensor : modbus because "b" }
firewall F ${text} { interface "a" to A interface "b" to B }`;
};

interface Case {
  readonly name: string;
  readonly text: string;
  /** How many zones are drawn; none: a sentence stands there. */
  readonly zones: number;
  readonly says?: RegExp;
}

const CASES: readonly Case[] = [
  {
    name: 'zones without assets',
    text: 'zone A { level 3 } zone B { level 2 } conduit C { between A and B }',
    zones: 2,
  },
  {
    name: 'one zone with 5,000 assets',
    text: `zone Field { level 0 ${Array.from({ length: 5000 }, (_, i) => `asset S${i} : sensor`).join('\n')} }`,
    zones: 1,
  },
  {
    name: 'conduits in a circle',
    text: `${['A', 'B', 'C', 'D'].map((z) => `zone ${z} { level 2 asset P${z} : plc }`).join('\n')}
${['AB', 'BC', 'CD', 'DA', 'AC', 'BD', 'BA'].map(([a, b], i) => `conduit K${i} { between ${a} and ${b} allow plc <-> plc : modbus because "c" }`).join('\n')}
conduit Self { between A and A }`,
    zones: 4,
  },
  ...Object.entries(NAMES).map(([script, name]) => ({
    ...{ name: `names of 200 characters, ${script}`, text: named(name), zones: 4 },
  })),
  { name: 'errors only', text: 'zone { { conduit } allow -> : §§§ 12 "', zones: 0, says: /zone/i },
  { name: 'declarations that mean nothing', text: 'conduit K { between No and Where }', zones: 0, says: /zone/i },
];

describe.skipIf(!hasChromium)('of a policy of', { timeout: 60_000 }, () => {
  const host = new PageHost();
  beforeAll(() => host.start(), 60_000);
  afterAll(() => host.stop());

  test.each(CASES)('$name the page shows a picture or says what there is', async ({ text, zones, says }) => {
    const { page, errors } = await host.open();
    await post(page, await textMessage([{ path: 'plant.seg', text }]));
    await page
      .locator(zones > 0 ? '.picture .zone' : '.state button')
      .first()
      .waitFor();
    expect(await page.locator('.picture .zone').count()).toBe(zones);
    if (says) expect(await page.textContent('.state')).toMatch(says);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    expect(await outside(page)).toEqual([]);
    // What is drawn has a name at the scale that it opens with, however much it is.
    if (zones > 0) expect(await page.locator('.picture text').count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

/** Words that reach out of the zone or the pill that they stand in. */
function outside(page: Awaited<ReturnType<PageHost['open']>>['page']): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.picture :is(.zone, .pill, .tile) > text')].flatMap((text) => {
      const border = text.parentElement?.querySelector(':scope > .border')?.getBoundingClientRect();
      const { left, right } = text.getBoundingClientRect();
      const reaches = border !== undefined && (left < border.left - 1 || right > border.right + 1);
      return reaches ? [`${text.parentElement?.getAttribute('data-node')}: ${text.textContent?.slice(0, 40)}`] : [];
    }),
  );
}
