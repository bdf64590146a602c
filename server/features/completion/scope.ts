/** What the names at the cursor may mean: the zones of the conduit or zone around it, and what lies in them. */
import type { Asset, Conduit, Policy, Zone } from '../../../language/model/policy.ts';
import { idPart, splitQualified } from '../../../language/resolve/names.ts';
import type { Snapshot } from '../../snapshot.ts';
import type { CursorContext, Token } from './context.ts';

export interface CompletionScope {
  /** Zones whose contents count, with all nested in them; undefined for the whole policy. */
  readonly zones?: ReadonlySet<number>;
  /** Only legs whose own zone it is: a rule in a zone's body. */
  readonly own?: number;
  /** Zone whose body the cursor stands in; undefined while it is new. */
  readonly zone?: Zone;
  /** The zone around that one. */
  readonly parent?: Zone;
  /** Zones that the conduit around the cursor joins. */
  readonly joined?: readonly number[];
}

export function scopeAt({ policy }: Snapshot, context: CursorContext): CompletionScope {
  const zone = zoneAround(policy, context);
  const block = context.blocks.at(-1);
  if (block?.kind === 'conduit') {
    const conduit = policy.conduits.find((c) => c.name === block.name);
    const zones =
      conduit !== undefined && conduit.zones.length > 0 ? conduit.zones : zonesBetween(policy, block.tokens);
    return zones.length === 0 ? {} : { zones: subtrees(policy, zones), joined: zones };
  }
  const outer = zoneAround(policy, context, 1);
  const parent = outer === undefined ? {} : { parent: outer };
  if (zone === undefined) return parent;
  const first = context.statement[0]?.text;
  if (first === 'allow' || first === 'deny') return { zone, ...parent, zones: new Set([zone.index]), own: zone.index };
  return { zone, ...parent };
}

/** The zone whose body the cursor stands in, or the one so many levels above it. */
function zoneAround(policy: Policy, { blocks }: CursorContext, above = 0): Zone | undefined {
  const around = blocks.filter((b) => b.kind === 'zone').map((b) => b.name ?? '');
  const path = around.slice(0, around.length - above);
  if (path.length === 0) return undefined;
  const id = path.map(idPart).join('.');
  const isElsewhere = blocks.some((b) => b.elsewhere === true);
  return policy.zones.find((z) => z.id === id || (isElsewhere && z.id.endsWith(`.${id}`)));
}

/** Zones named after `between`, where the conduit's text is not yet whole. */
function zonesBetween(policy: Policy, tokens: readonly Token[]): Conduit['zones'] {
  const start = tokens.findIndex((t) => t.text === 'between');
  if (start < 0) return [];
  const out: number[] = [];
  let written = '';
  for (const { text, type } of tokens.slice(start + 1)) {
    if (text === '.' || type === 'NAME' || type === 'QUOTED') written += text;
    else {
      out.push(...zonesNamed(policy, written));
      written = '';
      if (text !== ',' && text !== 'and') return out;
    }
  }
  return [...out, ...zonesNamed(policy, written)];
}

/** Zones that a name as it is written may mean. */
export function zonesNamed(policy: Policy, written: string): number[] {
  if (written === '') return [];
  const parts = splitQualified(written).map(idPart).join('.');
  return policy.zones.filter((z) => z.id === parts || z.id.endsWith(`.${parts}`)).map((z) => z.index);
}

/** The zones and all nested in them. */
export function subtrees(policy: Policy, zones: readonly number[]): Set<number> {
  const out = new Set<number>();
  const add = (index: number): void => {
    if (out.has(index)) return;
    out.add(index);
    for (const child of policy.zones[index]?.children ?? []) add(child);
  };
  for (const zone of zones) add(zone);
  return out;
}

/** Whether the asset has a leg where the scope looks. */
export function holdsAsset(policy: Policy, scope: CompletionScope, asset: Asset): boolean {
  return scope.zones === undefined || asset.legs.some((l) => scope.zones?.has(policy.legs[l]?.zone ?? -1));
}
