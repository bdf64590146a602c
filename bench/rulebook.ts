/** Policies of many rules for measuring how rules are compared: the same text for the same size, with some that others cover. */
import type { PlantFile } from './plant.ts';

/** `plant`: cells with a conduit each to a neighbour. `edge`: everything in one conduit between two large zones. */
export type RulebookShape = 'plant' | 'edge';

const RULES_PER_CONDUIT = 20;
const ASSETS_PER_CELL = 24;
const HEADER = `policy "Rules to measure" { timezone "Europe/Berlin" }
schedule Days { every mon-fri 06:00-18:00 }
schedule Nights { every mon-fri 18:00-06:00 }
schedule Weekends { every sat-sun 00:00-24:00 }
`;

/** One file with about so many rules. */
export function rulebook(shape: RulebookShape, rules: number): PlantFile[] {
  const text = shape === 'plant' ? plantOf(rules) : edgeOf(rules);
  return [{ path: 'rules.seg', text: `${HEADER}${text}` }];
}

function plantOf(rules: number): string {
  const cells = Math.max(2, Math.round(rules / RULES_PER_CONDUIT));
  const parts: string[] = [];
  for (let c = 0; c < cells; c++)
    parts.push(zoneText(c, ASSETS_PER_CELL), conduitText(c, (c + 1) % cells, RULES_PER_CONDUIT));
  return parts.join('\n');
}

function edgeOf(rules: number): string {
  const assets = Math.max(8, Math.min(2000, Math.round(rules / 5)));
  return [zoneText(0, assets), zoneText(1, assets), conduitText(0, 1, rules, assets)].join('\n');
}

function zoneText(zone: number, assets: number): string {
  const net = (host: number) => `10.${(zone * 8) >> 8}.${((zone * 8) & 255) + (host >> 8)}.${host & 255}`;
  const lines = [`zone Z${zone} {`, '  level 2', '  kind control', `  network ${net(0)}/21`];
  const types = ['hmi', 'plc', 'sensor', 'drive', 'historian', 'engineering-workstation'];
  for (let i = 0; i < assets; i++) lines.push(`  asset Z${zone}-A${i} : ${types[i % types.length]} at ${net(i + 2)}`);
  return `${lines.join('\n')}\n}`;
}

/** Of every twenty rules five are covered: by one rule, by ports or schedules or assets of several, and two by a deny. */
function conduitText(from: number, to: number, rules: number, assets = ASSETS_PER_CELL): string {
  const lines = [`conduit C${from} {`, `  between Z${from} and Z${to}`];
  for (let i = 0; i < rules; i++) lines.push(`  ${ruleText(from, to, i, assets)} because "rule ${i}"`);
  return `${lines.join('\n')}\n}`;
}

function ruleText(from: number, to: number, i: number, assets: number): string {
  const block = Math.floor(i / 20);
  const port = 1000 + block * 40;
  const source = (k: number) => `Z${from}-A${(block * 7 + k) % assets}`;
  const target = (k: number) => `Z${to}-A${(block * 11 + k) % assets}`;
  const rules = [
    `allow ${source(0)} -> ${target(1)}, ${target(2)} : tcp ${port}-${port + 9}`,
    `allow ${source(0)} -> ${target(1)} : tcp ${port + 2}-${port + 4}`,
    `allow ${source(1)} -> ${target(2)} : tcp ${port}-${port + 4}`,
    `allow ${source(1)} -> ${target(2)} : tcp ${port + 5}-${port + 9}`,
    `allow ${source(1)} -> ${target(2)} : tcp ${port + 3}-${port + 7}`,
    `allow ${source(3)} -> ${target(3)} : udp ${port} during Days`,
    `allow ${source(3)} -> ${target(3)} : udp ${port} during Nights`,
    `allow ${source(3)} -> ${target(3)} : udp ${port} during Weekends`,
    `allow ${source(3)} -> ${target(3)} : udp ${port} from 2026-01-01 until 2027-01-01`,
    `deny ${source(4)} -> Z${to} : tcp ${port + 10}-${port + 19}`,
    `allow ${source(4)} -> ${target(5)}, ${target(6)} : tcp ${port + 12}`,
    `allow ${source(4)}, ${source(5)} -> ${target(6)} : tcp ${port + 13}`,
    `allow hmi -> plc : tcp ${port + 20}`,
    `allow Z${from} -> ${target(1)} : tcp ${port + 21}, ${port + 23}`,
    `allow ${source(6)} -> Z${to} : tcp ${port + 21}`,
    `allow ${source(6)} -> ${target(1)} : tcp ${port + 21}`,
    `deny sensor -> Z${to} : tcp ${port + 22}`,
    `allow drive -> historian : tcp ${port + 24}`,
    `allow ${source(8)} -> ${target(8)} : icmp ${block % 200}`,
    `allow engineering-workstation -> plc, drive except ${target(0)} : tcp ${port + 25}`,
  ];
  return rules[i % rules.length] as string;
}
