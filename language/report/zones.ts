/** The zones of a report with the characteristics that ZCR 6.4 asks for. */
import { criticalityOf } from '../analysis/index.ts';
import type { Criticality, Zone } from '../model/policy.ts';
import { type Cell, countOf, placeText, type Section, yes } from './content.ts';
import { slText } from './security-level.ts';
import type { Subject } from './subject.ts';

const CRITICALITIES: readonly Criticality[] = ['low', 'medium', 'high', 'safety'];

export function zonesSection(subject: Subject): Section {
  const { policy } = subject;
  return {
    id: 'zones',
    title: 'Zones',
    basis: 'ZCR 6.4',
    paragraphs: [
      `${countOf(policy.zones.length, 'zone')}. The logical boundary of a zone is its networks and VLANs; its access points are the firewall interfaces that lead into it.`,
    ],
    tables: [
      {
        id: 'zones',
        title: 'Zones and their characteristics',
        columns: ['Zone', 'Title', 'Kind', 'Level', 'SL-T', 'Safety', 'Owner', 'Site', 'Inside', 'Stated at'],
        rows: policy.zones.map((zone) => [
          zone.id,
          zone.title ?? '',
          zone.kind ?? '',
          zone.level === undefined ? '' : String(zone.level),
          slText(zone.slt),
          yes(zone.kind === 'safety'),
          zone.owner ?? policy.header.owner ?? '',
          zone.site ?? '',
          inside(subject, zone),
          placeText(zone.place),
        ]),
        empty: 'The policy declares no zone.',
      },
      {
        id: 'zone-boundaries',
        title: 'Boundaries, access points and contents',
        columns: ['Zone', 'Networks', 'VLANs', 'Access points', 'Conduits', 'Assets', 'Highest criticality'],
        rows: policy.zones.map((zone) => [
          zone.id,
          networks(zone),
          zone.vlans,
          accessPoints(subject, zone),
          policy.conduits.filter((c) => c.zones.includes(zone.index)).map((c) => c.name),
          String(zone.legs.length),
          highest(subject, zone),
        ]),
        empty: 'The policy declares no zone.',
      },
    ],
  };
}

function inside({ policy }: Subject, zone: Zone): string {
  if (!zone.microsegmented) return 'open';
  const by = zone.enforcedBy === undefined ? undefined : policy.firewalls[zone.enforcedBy]?.name;
  return by === undefined ? 'micro-segmented' : `micro-segmented by ${by}`;
}

function networks(zone: Zone): Cell {
  const stated = zone.networks.map(({ text, translated }) =>
    translated === undefined ? text : `${text} as ${translated.text}`,
  );
  return zone.rest ? [...stated, 'every address that no other zone holds'] : stated;
}

function accessPoints({ policy }: Subject, zone: Zone): Cell {
  const through = zone.reachedThrough === undefined ? undefined : policy.assets[zone.reachedThrough]?.id;
  const interfaces = policy.firewalls.flatMap((firewall) =>
    firewall.interfaces.filter((i) => i.zones.includes(zone.index)).map((i) => `${firewall.name} ${i.name}`),
  );
  return through === undefined ? interfaces : [...interfaces, `through ${through}`];
}

function highest({ policy }: Subject, zone: Zone): string {
  const held = zone.legs.flatMap((leg) => {
    const asset = policy.assets[policy.legs[leg]?.asset ?? -1];
    return asset === undefined ? [] : [CRITICALITIES.indexOf(criticalityOf(policy, asset))];
  });
  return CRITICALITIES[Math.max(...held)] ?? '';
}
