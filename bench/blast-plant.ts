/**
 * Policies for measuring the blast radius, as text: `alike`, where assets of a cell share a type and rules name types, so that there
 * are few classes; `apart`, where a rule names every single asset, so that each is a class of its own.
 */
import type { PlantFile } from './plant.ts';

export type BlastShape = 'alike' | 'apart';

const HEADER = 'policy "Blast to measure" { timezone "Europe/Berlin" }\n';
const TYPES = ['hmi', 'plc', 'sensor', 'drive', 'historian'] as const;
const ASSETS_PER_FILE = 250;

/** The files of a policy of so many assets. `alike` has at most 5,000 classes. */
export function blastPlant(shape: BlastShape, assets: number): PlantFile[] {
  const perZone = shape === 'alike' ? Math.max(50, Math.ceil(assets / 1000)) : 50;
  const zones = Math.max(2, Math.ceil(assets / perZone));
  const files = Math.max(1, Math.round(assets / ASSETS_PER_FILE));
  const texts: string[][] = Array.from({ length: files }, () => []);
  for (let zone = 0; zone < zones; zone++) {
    const here = Math.min(perZone, assets - zone * perZone);
    texts[Math.floor((zone * files) / zones)]?.push(
      zoneText(zone, here),
      ...(shape === 'alike' ? [alikeConduit(zone, zones)] : [apartConduit(zone, zones, here)]),
    );
  }
  return texts.map((parts, i) => ({ path: `area-${i}.seg`, text: `${i === 0 ? HEADER : ''}${parts.join('\n')}\n` }));
}

function zoneText(zone: number, assets: number): string {
  const lines = [`zone Z${zone} {`, '  level 2', '  kind control', `  network 10.${zone >> 8}.${zone & 255}.0/24`];
  if (zone % 2 === 1) lines.push('  microsegmented', '  allow hmi -> plc : modbus because "operator control"');
  for (let i = 0; i < assets; i++)
    lines.push(`  asset Z${zone}-A${i} : ${TYPES[i % TYPES.length]} at 10.${zone >> 8}.${zone & 255}.${i + 1}`);
  return `${lines.join('\n')}\n}`;
}

/** Three conduits a zone: a chain, a longer step and a branch, by type, some of it denied. */
function alikeConduit(zone: number, zones: number): string {
  return [1, 7, 31]
    .map((step) => (zone + step) % zones)
    .filter((to, i, all) => to !== zone && all.indexOf(to) === i)
    .map(
      (to, i) =>
        `conduit C${zone}x${i} {\n  between Z${zone} and Z${to}\n  allow hmi -> plc, drive : modbus because "operator control"\n  allow plc -> historian : pi because "records"\n  deny sensor -> any : any because "sensors answer only"\n}`,
    )
    .join('\n');
}

/** One conduit a zone but the last, with a rule for every asset: what is reached narrows downstream, few zones come back to themselves. */
function apartConduit(zone: number, zones: number, assets: number): string {
  const to = zone + 1;
  if (to === zones) return '';
  const rules = Array.from(
    { length: assets },
    (_, i) => `  allow Z${zone}-A${i} -> Z${to}-A${(i * 7) % assets} : tcp ${1000 + i} because "line ${i}"`,
  );
  return `conduit C${zone} {\n  between Z${zone} and Z${to}\n${rules.join('\n')}\n}`;
}
