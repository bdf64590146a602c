/** Names of the diagram's nodes: stable from one version of a policy to the next, and fit for an XML attribute. */
import type { Place, Policy, ZoneRef } from '../../model/policy.ts';
import type { SourcePlace } from '../graph.ts';
import { displayText } from '../text/display.ts';

export type NodeKind = 'zone' | 'asset' | 'leg' | 'conduit' | 'gate' | 'inner';

/** `zone:Plant.Kiln`. What XML cannot carry is written as its code point, so that different names stay different. */
export function nodeId(kind: NodeKind, ...parts: readonly string[]): string {
  return `${kind}:${parts.map(plain).join('@')}`;
}

/** The node of a zone. */
export function zoneNodeId(policy: Policy, zone: ZoneRef): string {
  return nodeId('zone', policy.zones[zone]?.id ?? '');
}

function plain(part: string): string {
  return [...part].map((c) => (displayText(c) === c ? c : `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`)).join('');
}

export function sourceOf({ file, line, column, endLine, endColumn }: Place): SourcePlace {
  return { file, line, column, endLine, endColumn };
}
