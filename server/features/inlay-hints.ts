/**
 * Inlay hints: how many assets a type, zone, group or tag stands for in its place, and the addresses that `dhcp` and `any` stand for
 * in compiled rules. What is not said in the text is not there to be reviewed otherwise.
 */
import { type InlayHint, InlayHintKind, type InlayHintParams, type Position, type Range } from 'vscode-languageserver';
import { assetsOf, legAddresses, type Scope, scopeOf, select, WHOLE_POLICY } from '../../language/analysis/index.ts';
import { masked } from '../../language/checks/edits.ts';
import { type AddressSet, formatAddresses } from '../../language/model/addresses.ts';
import { union } from '../../language/model/intervals.ts';
import type { Leg, Place, Selector, SelectorList } from '../../language/model/policy.ts';
import { code, count, listed } from '../describe/words.ts';
import { rangeOf } from '../places.ts';
import { listsIn } from '../refactorings/refactoring.ts';
import type { Asked } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

/** Ranges of addresses that a hint spells out; the tooltip has more. */
const SHOWN = 2;
const IN_TOOLTIP = 20;
const DHCP = /(?<![\w.-])at\s+(?:[^{}]*?,\s*)?dhcp(?![\w-])/;
/** Kinds of selectors that stand for several assets. */
const COLLECTIVE: ReadonlySet<Selector['kind']> = new Set(['zone', 'type', 'group', 'tagged', 'any']);

export function inlayHints({ snapshot, file }: Asked, { range }: InlayHintParams): InlayHint[] {
  const { policy } = snapshot;
  const here = (place: Place): boolean => place.file === file && touches(place, range);
  const out: InlayHint[] = [];
  for (const rule of policy.rules) {
    if (rule.broken || !here(rule.place)) continue;
    for (const list of [rule.sources, rule.targets]) out.push(...listHints(snapshot, list, scopeOf(rule), here));
  }
  for (const group of policy.groups)
    if (here(group.place)) out.push(...listHints(snapshot, group.members, WHOLE_POLICY, here));
  for (const expectation of policy.expectations)
    if (here(expectation.place))
      for (const list of listsIn(expectation)) out.push(...listHints(snapshot, list, WHOLE_POLICY, here));
  for (const leg of policy.legs) if (leg.dhcp) out.push(...dhcpHints(snapshot, leg, here));
  return out;
}

function touches(place: Place, { start, end }: Range): boolean {
  return place.line <= end.line && place.endLine >= start.line;
}

function listHints(snapshot: Snapshot, list: SelectorList, scope: Scope, here: (place: Place) => boolean): InlayHint[] {
  const items = [...list.items, ...list.except].filter((i) => COLLECTIVE.has(i.kind) && here(i.place));
  return items.map((item) => {
    const { policy } = snapshot;
    const selection = select(policy, { items: [item], except: [], place: item.place }, scope);
    const assets = assetsOf(policy, selection).map((a) => code(policy.assets[a]?.id ?? ''));
    const names = assets.length === 0 ? 'No asset' : `${count(assets.length, 'asset')}: ${listed(assets, IN_TOOLTIP)}`;
    const strange = union<bigint>(...selection.strangers.values());
    const tooltip =
      strange.length === 0
        ? names
        : `${names}\n\nand the undeclared addresses ${listed(formatAddresses(strange).map(code), IN_TOOLTIP)}`;
    const resolved = item.kind === 'any' ? `, ${shortened(addressesOf(snapshot, selection.legs, strange, scope))}` : '';
    return hint(rangeOf(item.place).end, `${count(assets.length, 'asset')}${resolved}`, tooltip);
  });
}

/** Every address that an `any` of a scope holds. */
function addressesOf({ policy }: Snapshot, legs: readonly number[], strange: AddressSet, scope: Scope): AddressSet {
  const view = scope.kind === 'zone' ? 'inner' : 'outer';
  const own = legs.flatMap((l) => (policy.legs[l] === undefined ? [] : [legAddresses(policy, policy.legs[l], view)]));
  return union<bigint>(strange, ...own);
}

/** Behind `dhcp` in an asset's declaration or `also in` clause. */
function dhcpHints(snapshot: Snapshot, leg: Leg, here: (place: Place) => boolean): InlayHint[] {
  const { policy } = snapshot;
  const document = snapshot.document(leg.place.file);
  if (document === undefined || !here(leg.place)) return [];
  const from = leg.primary ? (policy.assets[leg.asset]?.namePlace.end ?? leg.place.end) : leg.place.offset;
  const found = DHCP.exec(masked(document.getText().slice(from, leg.place.end)));
  if (found === null) return [];
  const position = document.positionAt(from + found.index + found[0].length);
  const networks = policy.zones[leg.zone]?.networks.map((n) => n.text) ?? [];
  const label = networks.length === 0 ? 'no address' : networks.slice(0, SHOWN).join(', ');
  const more = networks.length > SHOWN ? ', ...' : '';
  return [hint(position, label + more, 'In compiled rules `dhcp` stands for the networks of its zone.')];
}

function shortened(set: AddressSet): string {
  const texts = formatAddresses(set);
  if (texts.length === 0) return 'no address';
  return texts.slice(0, SHOWN).join(', ') + (texts.length > SHOWN ? ', ...' : '');
}

function hint(position: Position, label: string, tooltip: string): InlayHint {
  return {
    position,
    label,
    kind: InlayHintKind.Type,
    tooltip: { kind: 'markdown', value: tooltip },
    paddingLeft: true,
  };
}
