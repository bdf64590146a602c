/**
 * The rule that would permit traffic that was seen, where it would stand, in the narrowest form that the rules around it use: an asset is
 * named by its type where they do so, else by its name.
 */
import { runsFrom, sideOf } from '../../analysis/zones.ts';
import { formatAddress } from '../../model/addresses.ts';
import { atomOf, atoms } from '../../model/atoms.ts';
import { has } from '../../model/intervals.ts';
import type {
  Asset,
  Conduit,
  Declared,
  Place,
  Policy,
  Rule,
  RuleContainer,
  Selector,
  Service,
  Zone,
} from '../../model/policy.ts';
import { candidatesAmong } from '../../observe/candidates.ts';
import type { NotPermitted, Side } from '../../observe/index.ts';
import type { CheckContext } from '../check.ts';
import { appendDeclarations, freeName, insertMembers, referenceTo } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { servedBy } from '../rules/services.ts';
import { label } from '../words.ts';
import { isObjectedTo } from './objections.ts';

/** More single names or addresses than these make no rule that anybody reads. */
const MOST_NAMES = 8;
const MOST_SERVICES = 3;

type Form = 'as the neighbours' | 'single';

/** Where a new rule may stand. */
interface Site {
  readonly container: RuleContainer;
  /** The rules already there. */
  readonly neighbours: readonly Rule[];
  /** A conduit to be made. */
  readonly created?: Conduit;
  /** Absent where the site is yet to be made. */
  readonly declared?: Declared;
}

/** The rules that would permit the traffic, best first. None where a deny speaks against it, or an error would come of it. */
export function permittingFixes(context: CheckContext, seen: NotPermitted): Fix[] {
  const site = siteOf(context, seen);
  if (site === undefined) return [];
  const fixes: Fix[] = [];
  const texts = new Set<string>();
  for (const form of ['as the neighbours', 'single'] as const)
    for (const service of servicesFor(context, seen, site)) {
      const rule = draft(context, site, seen, service, form);
      if (rule === undefined || texts.has(rule.text)) continue;
      texts.add(rule.text);
      if (isObjectedTo(context, [rule], site.created)) continue;
      const fix = fixOf(context, site, seen, rule.text, fixes.length === 0);
      if (fix !== undefined) fixes.push(fix);
    }
  return fixes;
}

function siteOf({ policy }: CheckContext, seen: NotPermitted): Site | undefined {
  const { source, target, reason } = seen;
  // A port that may be the wrong end's is none to write a rule for.
  if (
    seen.traffic.direction === 'unsure' ||
    seen.deniedBy.length > 0 ||
    source.zone === undefined ||
    target.zone === undefined
  )
    return undefined;
  if (reason === 'no conduit') return newConduit(policy, source.zone, target.zone);
  if (reason !== 'no rule') return undefined;
  if (source.zone === target.zone) {
    const zone = policy.zones[source.zone] as Zone;
    return site({ kind: 'zone', zone: zone.index }, zone, rulesIn(policy, zone.rules));
  }
  const conduit = seen.conduits
    .map((c) => policy.conduits[c] as Conduit)
    .find((c) => runs(policy, c, source.zone as number, target.zone as number));
  return conduit && site({ kind: 'conduit', conduit: conduit.index }, conduit, rulesIn(policy, conduit.rules));
}

function site(container: RuleContainer, declared: Declared, neighbours: readonly Rule[]): Site {
  return { container, declared, neighbours };
}

function rulesIn(policy: Policy, refs: readonly number[]): Rule[] {
  return refs.flatMap((r) => policy.rules[r] ?? []).filter((r) => r.action === 'allow' && !r.broken);
}

function runs(policy: Policy, conduit: Conduit, from: number, to: number): boolean {
  const [a, b] = [sideOf(policy, conduit.index, from), sideOf(policy, conduit.index, to)];
  return a !== undefined && b !== undefined && runsFrom(conduit, a, b);
}

/** A conduit between the two zones; its neighbours are all rules of conduits, so that it is written in the policy's manner. */
function newConduit(policy: Policy, from: number, to: number): Site {
  const [{ place }] = [policy.zones[from] as Zone];
  const created: Conduit = {
    ...{ index: policy.conduits.length, id: '', name: '', place, namePlace: place, zones: [from, to] },
    ...{
      zonePlaces: [place, place],
      rules: [],
      via: [],
      proxied: false,
      encrypted: false,
      inspected: false,
      broken: false,
    },
  };
  const neighbours = rulesIn(
    policy,
    policy.conduits.flatMap((c) => c.rules),
  );
  return { container: { kind: 'conduit', conduit: created.index }, neighbours, created };
}

/** The one atom of traffic whose direction is known. */
function atomOfSeen({ atoms: [atom] }: NotPermitted): number {
  return atom ?? 0;
}

/** Names that hold the atom: those that the rules around use, then those that a target serves; without any the port itself. */
function servicesFor(
  { policy }: CheckContext,
  seen: NotPermitted,
  { neighbours }: Site,
): readonly (Service | undefined)[] {
  const decided = candidatesAmong(policy, atomOfSeen(seen), seen.traffic.services).filter((s) =>
    has(s.atoms, atomOfSeen(seen)),
  );
  const used = new Set(neighbours.flatMap((r) => r.services.flatMap((t) => t.service ?? [])));
  const usual = policy.services.filter((s) => used.has(s.index) && has(s.atoms, atomOfSeen(seen)));
  const targets = seen.target.assets.flatMap((a) => policy.assets[a] ?? []);
  const served = (s: Service) =>
    targets.some((a) => servedBy(policy, a)?.some((i) => s.atoms.some((x) => x.from < i.to && i.from < x.to)));
  const rank = (s: Service) => (used.has(s.index) ? 0 : served(s) ? 1 : 2);
  const all = [...new Set([...usual, ...decided])]
    .map((s, i) => ({ s, i }))
    .sort((a, b) => rank(a.s) - rank(b.s) || a.i - b.i);
  return all.length === 0 ? [undefined] : all.slice(0, MOST_SERVICES).map(({ s }) => s);
}

function draft(
  context: CheckContext,
  at: Site,
  seen: NotPermitted,
  service: Service | undefined,
  form: Form,
): Rule | undefined {
  const { policy } = context;
  const sources = selectorsFor(context, at, seen.source, form);
  const targets = selectorsFor(context, at, seen.target, form);
  if (sources === undefined || targets === undefined) return undefined;
  const { proto, number } = atomOf(atomOfSeen(seen));
  const literal = { text: `${proto} ${number}`, atoms: atoms(proto, number, number) };
  const term = service === undefined ? literal : { text: referenceToService(context, service), atoms: service.atoms };
  const text = `allow ${sources.map((s) => s.text).join(', ')} -> ${targets.map((s) => s.text).join(', ')} : ${term.text}`;
  const place = (at.declared ?? at.created)?.place as Place;
  const list = (items: readonly Selector[]) => ({ items, except: [], place });
  return {
    ...{
      index: policy.rules.length,
      id: '',
      action: 'allow',
      container: at.container,
      both: false,
      log: false,
      broken: false,
    },
    ...{ sources: list(sources), targets: list(targets), atoms: term.atoms, text, place, clausesAt: place },
    services: [
      {
        kind: service === undefined ? 'literal' : 'service',
        ...(service && { service: service.index }),
        ...term,
        place,
      },
    ],
  };
}

function referenceToService(context: CheckContext, service: Service): string {
  return context.text(service.namePlace.file)?.slice(service.namePlace.offset, service.namePlace.end) || service.id;
}

/** One side of the rule; undefined where it would take too many names. */
function selectorsFor(context: CheckContext, at: Site, side: Side, form: Form): readonly Selector[] | undefined {
  const { policy } = context;
  const place = (at.declared ?? at.created)?.place as Place;
  const selectors = new Map<string, Selector>();
  const add = (selector: Omit<Selector, 'place'>) => selectors.set(selector.text, { ...selector, place });
  for (const ref of side.assets) {
    const asset = policy.assets[ref] as Asset;
    const type = form === 'single' ? undefined : typeFor(policy, at.neighbours, asset);
    if (type === undefined) add({ kind: 'asset', ref, text: referenceTo(context, asset) });
    else add({ kind: 'type', ref: type.index, text: type.name });
  }
  for (const ref of side.firewalls) {
    const firewall = policy.firewalls[ref];
    if (firewall !== undefined) add({ kind: 'firewall', ref, text: referenceTo(context, firewall) });
  }
  const zone = policy.zones[side.zone ?? -1];
  const stranger = zone !== undefined && (zone.rest || zone.kind === 'external');
  if (side.addresses.length > 0 && zone !== undefined && (stranger || side.addresses.length > MOST_NAMES))
    add({ kind: 'zone', ref: zone.index, text: referenceTo(context, zone) });
  else
    for (const address of side.addresses)
      add({ kind: 'address', addresses: [{ from: address, to: address + 1n }], text: formatAddress(address) });
  return selectors.size > MOST_NAMES ? undefined : [...selectors.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** The asset's type where the rules around name assets like it by type; undefined where they name this one, or none by type. */
function typeFor(policy: Policy, neighbours: readonly Rule[], asset: Asset) {
  const type = policy.types[asset.type ?? -1];
  if (type === undefined) return undefined;
  const items = neighbours.flatMap((r) => [...r.sources.items, ...r.targets.items]);
  if (items.some((s) => s.kind === 'asset' && s.ref === asset.index)) return undefined;
  const own = [type.index, ...type.ancestors];
  const named = items.some((s) => s.kind === 'type' && own.includes(s.ref ?? -1));
  const manner = items.some((s) => s.kind === 'type') && !items.some((s) => s.kind === 'asset');
  return named || manner ? type : undefined;
}

function fixOf(context: CheckContext, at: Site, seen: NotPermitted, text: string, preferred: boolean): Fix | undefined {
  const { policy } = context;
  if (at.declared !== undefined) {
    const edits = insertMembers(context, at.declared, [text]);
    const where = `${at.container.kind} ${label(policy, at.declared)}`;
    return edits.length === 0 ? undefined : { title: `Permit it in ${where}: ${text}`, edits, safe: false, preferred };
  }
  const [from, to] = [seen.source.zone, seen.target.zone].map((z) => policy.zones[z ?? -1] as Zone) as [Zone, Zone];
  const plain = (zone: Zone) => zone.name.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-|-$/g, '');
  const name = freeName(context, `${plain(from)}-${plain(to)}`);
  const lines = [
    `conduit ${name} {`,
    `  between ${referenceTo(context, from)} and ${referenceTo(context, to)}`,
    `  ${text}`,
    '}',
  ];
  const edits = appendDeclarations(context, from.place.file, [lines.join('\n')]);
  return edits.length === 0
    ? undefined
    : { title: `Permit it in a new conduit ${name}: ${text}`, edits, safe: false, preferred };
}
