/** What overlays are computed from, and how they name the policy's things. */
import type { SeenFlow } from '../../analysis/gain.ts';
import type { OpenWire } from '../../analysis/graph.ts';
import type { Finding } from '../../checks/finding.ts';
import type { AssetRef, Place, Policy, Rule, RuleRef, ZoneRef } from '../../model/policy.ts';
import type { Comparison } from '../../observe/comparison.ts';
import type { Drawing } from '../build/build-graph.ts';
import { nodeId, sourceOf } from '../build/node-ids.ts';
import { zoneTitle } from '../build/zones.ts';
import type { SourcePlace } from '../graph.ts';
import { displayText } from '../text/display.ts';

export interface OverlaySource {
  readonly policy: Policy;
  /** The picture that the overlay will lie over. */
  readonly drawing: Drawing;
  /** Epoch ms. */
  readonly now: number;
  readonly findings: readonly Finding[];
  /** Traffic that was seen against the policy; absent where none was. */
  readonly comparison?: Comparison | undefined;
  /** Flows that were seen between assets; asked for when they are needed. */
  readonly seenFlows?: (() => readonly SeenFlow[]) | undefined;
  /** What is open on the wire whatever the policy says. */
  readonly openWire?: OpenWire | undefined;
}

/** Id of the node that an asset is drawn as. */
export function assetNodeId(policy: Policy, asset: AssetRef): string {
  return nodeId('asset', policy.assets[asset]?.id ?? '');
}

/** The asset or zone that a node stands for; undefined for other nodes, and for one that is gone. */
export function entityOf(
  policy: Policy,
  node: string | undefined,
): { readonly kind: 'asset' | 'zone'; readonly index: number } | undefined {
  if (node === undefined) return undefined;
  const asset = policy.assets.find((a) => nodeId('asset', a.id) === node);
  if (asset !== undefined) return { kind: 'asset', index: asset.index };
  const zone = policy.zones.find((z) => nodeId('zone', z.id) === node);
  return zone && { kind: 'zone', index: zone.index };
}

export function assetName(policy: Policy, asset: AssetRef): string {
  return displayText(policy.assets[asset]?.name ?? '');
}

export function zoneName(policy: Policy, zone: ZoneRef): string {
  const found = policy.zones[zone];
  return found === undefined ? '' : zoneTitle(found);
}

/** What a rule stands in, in words: `conduit KilnSupervision`, `access Abb-drives, ABB`, `inside zone Kiln`. */
export function containerWords(policy: Policy, rule: Rule): string {
  const { container } = rule;
  switch (container.kind) {
    case 'conduit':
      return `conduit ${displayText(policy.conduits[container.conduit]?.name ?? '')}`;
    case 'zone':
      return `inside zone ${displayText(policy.zones[container.zone]?.id ?? '')}`;
    case 'access': {
      const access = policy.accesses[container.access];
      const vendor = access?.vendor === undefined ? '' : `, ${displayText(access.vendor)}`;
      return `access ${displayText(access?.name ?? '')}${vendor}`;
    }
  }
}

/** A rule by where it stands and what it permits: `Abb-drives: rdp`. */
export function ruleName(policy: Policy, ref: RuleRef): string {
  const rule = policy.rules[ref];
  if (rule === undefined) return '';
  const { container } = rule;
  const name = {
    conduit: () => policy.conduits[(container as { conduit: number }).conduit]?.name,
    zone: () => policy.zones[(container as { zone: number }).zone]?.name,
    access: () => policy.accesses[(container as { access: number }).access]?.name,
  }[container.kind]();
  return displayText(`${name ?? ''}: ${rule.services.map((s) => s.text).join(', ')}`);
}

/** `mill.seg, line 88`. */
export function placeWords(place: SourcePlace): string {
  return `${displayText(place.file)}, line ${place.line + 1}`;
}

export function placeOf(place: Place): SourcePlace {
  return sourceOf(place);
}
