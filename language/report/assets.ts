/** The assets of a report: what and where they are, what falls with them (ZCR 6.4). */
import { criticalityOf } from '../analysis/index.ts';
import type { Asset } from '../model/policy.ts';
import { type Cell, countOf, placeText, type Section } from './content.ts';
import { slText } from './security-level.ts';
import type { Subject } from './subject.ts';

export function assetsSection(subject: Subject): Section {
  const { policy } = subject;
  return {
    id: 'assets',
    title: 'Assets',
    basis: 'ZCR 6.4',
    paragraphs: [
      `${countOf(policy.assets.length, 'asset')}. Blast radius is the number of other assets that an attacker who takes this one can reach in the worst case, from now on; exposure is the number of assets from which this one can be reached.`,
    ],
    tables: [
      {
        id: 'assets',
        title: 'Assets',
        columns: [
          ...['Asset', 'Title', 'Type', 'Zone and address', 'Criticality', 'SL-C', 'Known exposure'],
          ...['Vendor and model', 'Blast radius', 'Exposure', 'Stated at'],
        ],
        rows: policy.assets.map((asset) => assetRow(subject, asset)),
        empty: 'The policy declares no asset.',
      },
    ],
  };
}

function assetRow({ policy, blast }: Subject, asset: Asset): Cell[] {
  return [
    asset.id,
    asset.title ?? '',
    asset.type === undefined ? '' : (policy.types[asset.type]?.name ?? ''),
    asset.legs.map((ref) => legText(policy, ref)),
    criticalityOf(policy, asset),
    slText(asset.slc),
    asset.exposures.map(({ what, codeExecution }) => (codeExecution ? `${what} (code execution)` : what)),
    [asset.vendor, asset.model, asset.firmware].filter((text) => text !== undefined).join(', '),
    String(blast.sizes[asset.index] ?? 0),
    String(blast.exposures[asset.index] ?? 0),
    placeText(asset.place),
  ];
}

function legText(policy: Subject['policy'], ref: number): string {
  const leg = policy.legs[ref];
  if (leg === undefined) return '';
  const zone = policy.zones[leg.zone]?.id ?? '';
  const addresses = leg.dhcp ? 'dhcp' : leg.addresses.map((a) => a.text).join(', ');
  return addresses === '' ? `${zone}, no address stated` : `${zone}: ${addresses}`;
}
