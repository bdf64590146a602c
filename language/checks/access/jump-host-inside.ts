/** Check `jump-host-inside`: a jump host lies in the zone it protects. */
import type { Asset, Zone } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { freeAddressIn } from '../conduits/through-dmz.ts';
import { applyEdits, insertMembers, removalOf } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isOt } from '../levels.ts';
import { isOfType } from '../rules/flows.ts';
import { label } from '../words.ts';
import { keepsRules } from '../zones/moving.ts';

const scene = (inside: string, dmz: string) => `zone IDMZ {
  level 3.5
  kind dmz
  network 10.20.0.0/24
${dmz}}

zone Supervisory {
  level 3
  sl-t 1
  network 10.30.0.0/24
${inside}}

conduit Edge {
  between IDMZ and Supervisory
  sl-t 1
  allow SCADA -> HIST-DMZ : https because "reports"
}
`;

export const jumpHostInside: Check = {
  name: 'jump-host-inside',
  family: 'access',
  severity: 'error',
  documentation: {
    summary: 'A jump host lies in the zone it protects.',
    why: `A jump host is the gate: sessions from outside end there and are watched there. Inside the zone it guards, what comes through the gate is in
already, and whoever takes the jump host has its neighbours.

It counts as inside where its own zone is OT - level 3 and below, except kinds \`dmz\`, \`business\` and \`external\` - and holds assets of class
control or safety. Beside servers only, as in a management network, it is not reported.`,
    avoid: scene(
      '  asset SCADA  : scada-server at 10.30.0.21\n  asset JUMP-1 : jump-host    at 10.30.0.10\n',
      '  asset HIST-DMZ : historian at 10.20.0.20\n',
    ),
    prefer: scene(
      '  asset SCADA : scada-server at 10.30.0.21\n',
      '  asset HIST-DMZ : historian at 10.20.0.20\n  asset JUMP-1   : jump-host at 10.20.0.10\n',
    ),
    fixes: ['Move it to a zone of kind dmz, with a free address there, where every rule that names it still does.'],
    basis: 'NERC CIP-005 R2.1',
  },
  *run(context) {
    const { policy } = context;
    for (const asset of policy.assets) {
      if (!isOfType(policy, asset, 'jump-host')) continue;
      const zone = policy.zones[asset.zone];
      if (zone === undefined || !isOt(context, zone)) continue;
      const guarded = zone.legs
        .flatMap((l) => policy.assets[policy.legs[l]?.asset ?? -1] ?? [])
        .find((a) => a.class === 'control' || a.class === 'safety');
      if (guarded === undefined) continue;
      yield {
        message: `Jump host ${label(policy, asset)} lies in OT zone ${label(policy, zone)} beside ${label(policy, guarded)}, which it is there to protect. Move it to a zone of kind dmz.`,
        place: asset.namePlace,
        related: [{ place: guarded.namePlace, message: `${label(policy, guarded)} is declared here.` }],
        fixes: () => policy.zones.filter((z) => z.kind === 'dmz').flatMap((z) => moveFix(context, asset, z)),
      };
    }
  },
};

function moveFix(context: CheckContext, asset: Asset, to: Zone): Fix[] {
  const { policy } = context;
  const [leg, ...others] = asset.legs.flatMap((l) => policy.legs[l] ?? []);
  const text = context.text(asset.place.file);
  const [removal] = removalOf(context, asset.place);
  if (leg === undefined || others.length > 0 || text === undefined || removal === undefined) return [];
  if (leg.addresses.length > 1 || policy.expectations.length > 0 || !keepsRules(context, asset, leg, to)) return [];
  const [address] = leg.addresses;
  const free = freeAddressIn(context, to);
  if (address !== undefined && free === undefined) return [];
  const changed =
    address === undefined
      ? text
      : applyEdits(asset.place.file, text, [{ ...address.place, newText: free ?? address.text }]);
  const written = changed.slice(removal.offset, removal.end + changed.length - text.length).trim();
  const insertion = insertMembers(context, to, [written]);
  if (insertion.length === 0) return [];
  const title = `Move ${asset.name} to zone ${label(policy, to)}`;
  return [{ title, edits: [removal, ...insertion], safe: false, preferred: true }];
}
