/** Plants as large companies have them, as text: sites of areas, each a supervisory zone with its cells below it. */

/** A cell: title, kind, SL-T, its assets by type. */
type Cell = readonly [title: string, kind: 'control' | 'safety', sl: number, assets: Readonly<Record<string, number>>];

interface Area {
  readonly title: string;
  readonly hmis: number;
  readonly cells: readonly Cell[];
}

interface Site {
  readonly id: string;
  readonly title: string;
  readonly wireless: boolean;
  readonly areas: readonly Area[];
}

const LONGVIEW: Site = {
  id: 'A',
  title: 'Longview mill',
  wireless: true,
  areas: [
    {
      title: 'Woodyard',
      hmis: 4,
      cells: [
        ['Chipper line', 'control', 1, { plc: 6, sensor: 88 }],
        ['Crane', 'control', 1, { plc: 2, drive: 8 }],
        ['Log scanners', 'control', 1, { camera: 12 }],
      ],
    },
    {
      title: 'Recovery',
      hmis: 8,
      cells: [
        ['Evaporators', 'control', 2, { plc: 6, sensor: 132 }],
        ['Recovery boiler', 'control', 2, { plc: 12, sensor: 310 }],
        ['Boiler SIS', 'safety', 3, { 'safety-controller': 6, sensor: 48 }],
      ],
    },
    {
      title: 'Power and steam',
      hmis: 5,
      cells: [
        ['Turbine', 'control', 2, { plc: 4, sensor: 96 }],
        ['Switchgear', 'control', 2, { gateway: 3, sensor: 64 }],
        ['Burner SIS', 'safety', 3, { 'safety-controller': 4 }],
      ],
    },
    {
      title: 'Paper machine',
      hmis: 7,
      cells: [
        ['Wet end', 'control', 2, { plc: 11, drive: 54 }],
        ['Dryers', 'control', 2, { plc: 6, drive: 40 }],
        ['Winder', 'control', 2, { plc: 4, robot: 3 }],
      ],
    },
    {
      title: 'Pulping',
      hmis: 6,
      cells: [
        ['Digester', 'control', 2, { plc: 9, sensor: 240 }],
        ['Washers', 'control', 2, { plc: 5, drive: 31 }],
        ['Bleach plant', 'control', 2, { plc: 7, sensor: 160 }],
        ['Digester SIS', 'safety', 3, { 'safety-controller': 4 }],
      ],
    },
  ],
};

const EVERETT: Site = {
  id: 'B',
  title: 'Everett mill',
  wireless: false,
  areas: [
    {
      title: 'Coating',
      hmis: 4,
      cells: [
        ['Coater', 'control', 2, { plc: 6, sensor: 72 }],
        ['Colour kitchen', 'control', 2, { plc: 4, actuator: 58 }],
        ['Gas detection', 'safety', 3, { 'safety-controller': 2, sensor: 30 }],
      ],
    },
    {
      title: 'Utilities',
      hmis: 2,
      cells: [
        ['Effluent', 'control', 1, { plc: 3, sensor: 41 }],
        ['Compressors', 'control', 1, { plc: 2, drive: 6 }],
      ],
    },
    {
      title: 'Sheeting',
      hmis: 3,
      cells: [
        ['Sheeters', 'control', 1, { plc: 5, drive: 22 }],
        ['Wrapping', 'control', 1, { plc: 3, robot: 6 }],
        ['Palletiser', 'control', 1, { robot: 4 }],
      ],
    },
  ],
};

/** The paper company of the design's pictures: 60 zones, two mills. */
export function paperMill(): string {
  return `policy "Columbia Paper" { timezone "America/Los_Angeles" }
${zoneText('Cloud', 'Cloud analytics', 'level 5 kind external sl-t 1', { server: 3 })}
${zoneText('Vendor', 'Vendor support', 'level 5 kind external sl-t 1', { laptop: 14 })}
${zoneText('Internet', 'Internet', 'level 5 kind external', { server: 1 })}
${zoneText('Erp', 'ERP and MES', 'level 4 kind business sl-t 1', { server: 22 })}
${zoneText('OfficeB', 'Everett office', 'level 4 kind business sl-t 1', { laptop: 46 })}
${zoneText('OfficeA', 'Longview office', 'level 4 kind business sl-t 1', { laptop: 120, 'wireless-access-point': 18 })}
${zoneText('Corporate', 'Corporate IT', 'level 4 kind business sl-t 1', { server: 64, laptop: 410 })}
${siteText(LONGVIEW)}
${siteText(EVERETT)}
${conduitText('CloudData', 'Cloud', 'AServices', 'allow AServices -> Cloud : mqtt')}
${conduitText('ErpA', 'Erp', 'AServices', 'allow Erp -> AServices : https allow AServices -> Erp : mssql')}
${conduitText('ErpB', 'Erp', 'BServices', 'allow Erp -> BServices : https allow BServices -> Erp : mssql')}
${conduitText('VendorA', 'Vendor', 'ARemote', 'allow Vendor -> ARemote : rdp during Maintenance')}
${conduitText('VendorB', 'Vendor', 'BRemote', 'allow Vendor -> BRemote : rdp during Maintenance')}
${conduitText('CorporateA', 'Corporate', 'ARemote', 'allow Corporate -> ARemote : rdp')}
${conduitText('CorporateB', 'Corporate', 'BRemote', 'allow Corporate -> BRemote : rdp')}
${conduitText('OfficesB', 'OfficeB', 'Corporate', 'allow OfficeB -> Corporate : https')}
${conduitText('OfficesA', 'OfficeA', 'Corporate', 'allow OfficeA -> Corporate : https')}
${conduitText('Web', 'Internet', 'Corporate', 'allow Corporate -> Internet : https')}
schedule Maintenance { every tue, thu 08:00-12:00 }
`;
}

export interface MillSize {
  readonly sites: number;
  /** Areas of a site, cells of an area. */
  readonly areas: number;
  readonly cells: number;
  /** Further conduits of an operations zone to cells of its site. */
  readonly extra: number;
}

/** A company of alike sites: `sites * (4 + areas * (1 + cells))` zones with something in them, and one business network. */
export function largeCompany({ sites, areas, cells, extra }: MillSize): string {
  const all = Array.from(
    { length: sites },
    (_, s): Site => ({
      id: `S${s}x`,
      title: `Site ${s + 1}`,
      wireless: false,
      areas: Array.from({ length: areas }, (_, a) => ({
        title: `Area ${a + 1}`,
        hmis: 3,
        cells: Array.from(
          { length: cells },
          (_, c): Cell => [`Cell ${a + 1}-${c + 1}`, 'control', 2, { plc: 2, sensor: 3 }],
        ),
      })),
    }),
  );
  const more = all.flatMap((site) =>
    Array.from({ length: extra }, (_, k) => {
      const [a, c] = [k % areas, Math.floor(k / areas) % cells];
      const from = k % 2 === 0 ? 'Operations' : 'Engineering';
      return conduitText(
        `${site.id}More${k}`,
        `${site.id}${from}`,
        `${site.id}${a}Cell${c}`,
        `allow ${site.id}${from} -> ${site.id}${a}Cell${c} : ${k % 3 === 0 ? 'opc-ua' : 'https'}`,
      );
    }),
  );
  return `policy "Large company" { timezone "Europe/Berlin" }
${zoneText('Erp', 'ERP', 'level 4 kind business sl-t 1', { server: 5 })}
${all.map(siteText).join('\n')}
${all.map(({ id }) => conduitText(`${id}Erp`, 'Erp', `${id}Services`, `allow Erp -> ${id}Services : https`)).join('\n')}
${more.join('\n')}
schedule Maintenance { every tue, thu 08:00-12:00 }
`;
}

function zoneText(id: string, title: string, facts: string, assets: Readonly<Record<string, number>>): string {
  const declared = Object.entries(assets).flatMap(([type, count]) =>
    Array.from({ length: count }, (_, i) => `  asset ${id}-${type}-${i + 1} : ${type}`),
  );
  return `zone ${id} "${title}" { ${facts}\n${declared.join('\n')}\n}`;
}

function conduitText(id: string, a: string, b: string, rules: string): string {
  return `conduit ${id} { between ${a} and ${b} sl-t 2 ${rules.replaceAll(/(allow .*?)(?= allow |$)/g, '$1 because "operation"')} }`;
}

function siteText({ id, title, wireless, areas }: Site): string {
  const area = ({ title: name, hmis, cells }: Area, a: number): string => `zone ${id}Area${a} "${name}" {
${zoneText(`${id}${a}Supervisory`, 'Supervisory', 'level 2 kind control sl-t 2', { hmi: hmis, server: 2 })}
${cells.map(([cell, kind, sl, assets], c) => zoneText(`${id}${a}Cell${c}`, cell, `level 1 kind ${kind} sl-t ${sl}`, assets)).join('\n')}
}`;
  return `zone ${id} "${title}" {
${zoneText(`${id}Services`, 'DMZ services', 'level 3.5 kind dmz sl-t 2', { historian: 2, server: 5 })}
${zoneText(`${id}Remote`, 'DMZ remote access', 'level 3.5 kind dmz sl-t 3', { 'jump-host': 3 })}
${zoneText(`${id}Operations`, 'Site operations', 'level 3 kind control sl-t 2', { historian: 2, server: 11 })}
${zoneText(`${id}Infrastructure`, 'OT infrastructure', 'level 3 kind control sl-t 2', { server: 8, switch: 22 })}
${zoneText(`${id}Engineering`, 'Engineering', 'level 3 kind control sl-t 2', { 'engineering-workstation': 9 })}
${wireless ? zoneText(`${id}Wireless`, 'OT wireless', 'level 3 kind wireless sl-t 1', { 'wireless-access-point': 16, laptop: 12 }) : ''}
${areas.map(area).join('\n')}
}
${conduitText(`${id}Pi`, `${id}Services`, `${id}Operations`, `allow ${id}Operations -> ${id}Services : pi`)}
${conduitText(`${id}Patch`, `${id}Services`, `${id}Infrastructure`, `allow ${id}Services -> ${id}Infrastructure : https, ntp`)}
${conduitText(`${id}Rdp`, `${id}Remote`, `${id}Engineering`, `allow ${id}Remote -> ${id}Engineering : rdp during Maintenance`)}
${wireless ? conduitText(`${id}Wifi`, `${id}Remote`, `${id}Wireless`, `allow ${id}Remote -> ${id}Wireless : https`) : ''}
${areas.map((a, i) => areaConduits(id, a, i)).join('\n')}
firewall ${id}FW { interface "outside" to Erp interface "dmz" to ${id}Services, ${id}Remote interface "ops" to ${id}Operations, ${id}Infrastructure, ${id}Engineering${wireless ? `, ${id}Wireless` : ''} interface "areas" to ${areas.map((_, i) => `${id}${i}Supervisory`).join(', ')} }
${areas.map((a, i) => `firewall ${id}${i}FW { interface "up" to ${id}${i}Supervisory ${a.cells.map((_, c) => `interface "c${c}" to ${id}${i}Cell${c}`).join(' ')} }`).join('\n')}`;
}

function areaConduits(site: string, { cells }: Area, a: number): string {
  const supervisory = `${site}${a}Supervisory`;
  const rules = ([, kind]: Cell, cell: string): string =>
    kind === 'safety'
      ? `one-way from ${cell} to ${supervisory} allow ${cell} -> ${supervisory} : syslog`
      : `allow ${supervisory} -> ${cell} : modbus`;
  return [
    conduitText(
      `${site}${a}Data`,
      `${site}Operations`,
      supervisory,
      `allow ${supervisory} -> ${site}Operations : opc-ua`,
    ),
    conduitText(
      `${site}${a}Programs`,
      `${site}Engineering`,
      supervisory,
      `allow ${site}Engineering -> ${supervisory} : ssh during Maintenance`,
    ),
    ...cells.map((cell, c) =>
      conduitText(`${site}${a}Control${c}`, supervisory, `${site}${a}Cell${c}`, rules(cell, `${site}${a}Cell${c}`)),
    ),
  ].join('\n');
}
