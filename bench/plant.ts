/** Policies of any size for measuring: a plant of many alike cells, as text, the same for the same size. */

export interface PlantSize {
  readonly assets: number;
  readonly zones: number;
  readonly conduits: number;
  readonly files: number;
}

export interface PlantFile {
  readonly path: string;
  readonly text: string;
}

const TYPES = [
  'plc',
  'sensor',
  'actuator',
  'drive',
  'hmi',
  'historian',
  'engineering-workstation',
  'remote-io',
] as const;
const SERVICES = ['modbus', 'ethernet-ip', 's7', 'opc-ua', 'https'] as const;
const MAX_ZONES = 65_536;
const MAX_ASSETS_IN_ZONE = 250;

/** The plant in the shape of the bound on `check`: 50 assets a zone, 3 conduits a zone, 250 assets a file. */
export function sizeOf(assets: number): PlantSize {
  const zones = Math.max(2, Math.round(assets / 50));
  return { assets, zones, conduits: zones * 3, files: Math.max(1, Math.round(assets / 250)) };
}

/** The files of a plant: zones dealt out over them, each with its conduits. Throws where the addresses do not suffice. */
export function plantFiles(size: PlantSize): PlantFile[] {
  const perZone = Math.ceil(size.assets / size.zones);
  if (size.zones > MAX_ZONES || perZone > MAX_ASSETS_IN_ZONE)
    throw new RangeError('the plant does not fit into 10.0.0.0/8');
  const texts: string[][] = Array.from({ length: size.files }, () => []);
  const fileOf = (zone: number): string[] => texts[Math.floor((zone * size.files) / size.zones)] as string[];
  let left = size.assets;
  for (let zone = 0; zone < size.zones; zone++) {
    const here = Math.min(perZone, left);
    left -= here;
    fileOf(zone).push(zoneText(zone, here));
  }
  for (let conduit = 0; conduit < size.conduits; conduit++) {
    const from = conduit % size.zones;
    const to = (from + 1 + Math.floor(conduit / size.zones)) % size.zones;
    fileOf(from).push(conduitText(conduit, from, to));
  }
  const header = 'policy "Plant to measure" { timezone "Europe/Berlin" }\n\n';
  return texts.map((parts, index) => ({
    path: `area-${index}.seg`,
    text: `${index === 0 ? header : ''}${parts.join('\n')}`,
  }));
}

function zoneText(zone: number, assets: number): string {
  const net = `10.${zone >> 8}.${zone & 255}`;
  const lines = [
    `zone Z${zone} "Cell ${zone}" {`,
    `  level ${1 + (zone % 3)}`,
    '  kind control',
    '  sl-t 2',
    `  network ${net}.0/24`,
  ];
  for (let i = 0; i < assets; i++) lines.push(`  asset Z${zone}-A${i} : ${TYPES[i % TYPES.length]} at ${net}.${i + 2}`);
  return `${lines.join('\n')}\n}\n`;
}

function conduitText(conduit: number, from: number, to: number): string {
  const services = [SERVICES[conduit % SERVICES.length], SERVICES[(conduit + 2) % SERVICES.length]].join(', ');
  return [
    `conduit C${conduit} {`,
    `  between Z${from} and Z${to}`,
    '  sl-t 2',
    `  allow hmi -> plc, drive : ${services} because "operator control"`,
    `  allow Z${from}-A5 -> historian : pi because "replication"`,
    `  deny sensor -> any : any because "sensors answer only"`,
    '}\n',
  ].join('\n');
}
