/** A zone as Markdown. */
import { assetsIn, blastOfZone } from '../../language/analysis/index.ts';
import type { Snapshot } from '../snapshot.ts';
import { caseWords, worstCase } from './asset.ts';
import { code, count, listed, plain, securityLevel } from './words.ts';

export function describeZone(snapshot: Snapshot, index: number): string[] {
  const { policy } = snapshot;
  const zone = policy.zones[index];
  if (zone === undefined) return [];
  const facts = [
    zone.kind && `kind ${zone.kind}`,
    zone.level !== undefined && `level ${zone.level}`,
    zone.vlans.length > 0 && `VLAN ${listed(zone.vlans.map(plain))}`,
    zone.site && `site ${plain(zone.site)}`,
    zone.owner && `owner ${plain(zone.owner)}`,
    zone.monitored && 'monitored',
    zone.microsegmented && 'micro-segmented',
    zone.enforcedBy !== undefined && `enforced by ${code(policy.firewalls[zone.enforcedBy]?.name ?? '')}`,
  ].filter((f) => typeof f === 'string');
  const networks = zone.networks.map((n) =>
    code(n.translated === undefined ? n.text : `${n.text} as ${n.translated.text}`),
  );
  const conduits = policy.conduits.filter((c) => c.zones.includes(index));
  const graph = worstCase(snapshot);
  const assets = assetsIn(graph, index);
  const size = blastOfZone(graph, index).length;
  const words = caseWords(snapshot, size, (built) => blastOfZone(built, index).length);
  return [
    facts.join(' · '),
    networks.length > 0
      ? `Network ${listed(networks)}`
      : zone.rest
        ? 'Network: every address that no other zone holds'
        : '',
    zone.slt === undefined ? '' : `SL-T ${securityLevel(zone.slt)}`,
    `${count(assets.length, 'asset')}${zone.children.length > 0 ? `, ${count(zone.children.length, 'nested zone')}` : ''}`,
    conduits.length > 0
      ? `Conduits: ${listed(conduits.map((c) => code(c.name)))}`
      : 'No conduit joins it to another zone.',
    `**Blast radius**: its assets reach ${count(size, 'asset')} outside it (${words}).`,
  ].filter((line) => line !== '');
}
