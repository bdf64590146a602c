/**
 * Declarations that say what they said, but stand elsewhere among all: their entities are made over with the indices of now. Every
 * field of the model that holds an index is named here.
 */
import type {
  Access,
  Asset,
  Conduit,
  Expectation,
  ExpectationQuestion,
  Firewall,
  Group,
  Leg,
  Rule,
  RuleContainer,
  Schedule,
  Selector,
  SelectorList,
  Service,
  ServiceTerm,
  Zone,
} from '../policy.ts';
import type { OwnType } from './types.ts';
import type { Entities, Run, Vocabulary } from './unit.ts';

/** Of each kind, the index of now by the index of before; undefined where all stand where they stood. */
export type Moves = { readonly [K in Run]?: Int32Array | undefined };

type Maybe = number | undefined;

/** Moves the entities of a file that was not read again. Those that stay as they are, are the same objects. */
export class Mover {
  readonly #moves: Moves;

  constructor(moves: Moves) {
    this.#moves = moves;
  }

  vocabulary(old: Vocabulary): Vocabulary {
    return {
      types: old.types.map((t) => this.type(t)),
      services: old.services.map((s) => this.service(s)),
      schedules: old.schedules.map((s) => this.schedule(s)),
    };
  }

  entities(old: Entities): Entities {
    return {
      zones: old.zones.map((z) => this.zone(z)),
      assets: old.assets.map((a) => this.asset(a)),
      legs: old.legs.map((l) => this.leg(l)),
      groups: old.groups.map((g) => this.group(g)),
      conduits: old.conduits.map((c) => this.conduit(c)),
      rules: old.rules.map((r) => this.rule(r)),
      canonical: old.canonical,
      accesses: old.accesses.map((a) => this.access(a)),
      firewalls: old.firewalls.map((f) => this.firewall(f)),
      expectations: old.expectations.map((e) => this.expectation(e)),
    };
  }

  #one(run: Run, index: number): number {
    const moves = this.#moves[run];
    return moves === undefined ? index : (moves[index] as number);
  }

  #maybe(run: Run, index: Maybe): Maybe {
    return index === undefined ? undefined : this.#one(run, index);
  }

  #many(run: Run, list: readonly number[]): readonly number[] {
    const moves = this.#moves[run];
    return moves === undefined || list.every((i) => moves[i] === i) ? list : list.map((i) => moves[i] as number);
  }

  zone(z: Zone): Zone {
    const moved = {
      index: this.#one('zones', z.index),
      parent: this.#maybe('zones', z.parent),
      children: this.#many('zones', z.children),
      enforcedBy: this.#maybe('firewalls', z.enforcedBy),
      reachedThrough: this.#maybe('assets', z.reachedThrough),
      rules: this.#many('rules', z.rules),
      legs: this.#many('legs', z.legs),
    };
    return isSame(z, moved) ? z : { ...z, ...moved };
  }

  type({ type, parent }: OwnType): OwnType {
    const moved = { index: this.#one('types', type.index), serves: this.#many('services', type.serves) };
    const above = this.#maybe('types', parent);
    return { type: isSame(type, moved) ? type : { ...type, ...moved }, parent: above };
  }

  asset(a: Asset): Asset {
    const index = this.#one('assets', a.index);
    const legs = this.#many('legs', a.legs);
    const zone = this.#one('zones', a.zone);
    const type = this.#maybe('types', a.type);
    const serves = this.#many('services', a.serves);
    if (index === a.index && legs === a.legs && zone === a.zone && type === a.type && serves === a.serves) return a;
    // Written out: there are many of them, and a spread costs three times as much. The type asks for every field.
    const { id, name, title, doc, place, namePlace, body, criticality, slc, tags, vendor, model, firmware, owner } = a;
    const { mac, exposures, monitored, wireless, portable, shared, typePlace, effectiveTags } = a;
    const moved: { readonly [K in keyof Required<Asset>]: Asset[K] } = {
      index,
      id,
      name,
      title,
      doc,
      place,
      namePlace,
      body,
      criticality,
      slc,
      serves,
      tags,
      vendor,
      model,
      firmware,
      owner,
      mac,
      exposures,
      monitored,
      wireless,
      portable,
      shared,
      type,
      typePlace,
      zone,
      legs,
      effectiveTags,
      class: a.class,
    };
    return moved;
  }

  leg(l: Leg): Leg {
    const index = this.#one('legs', l.index);
    const asset = this.#one('assets', l.asset);
    const zone = this.#one('zones', l.zone);
    if (index === l.index && asset === l.asset && zone === l.zone) return l;
    const { addresses, addressSet, dhcp, place, primary } = l;
    const moved: { readonly [K in keyof Required<Leg>]: Leg[K] } = {
      index,
      asset,
      zone,
      place,
      primary,
      addresses,
      addressSet,
      dhcp,
    };
    return moved;
  }

  service(s: Service): Service {
    const moved = {
      index: this.#one('services', s.index),
      parts: this.#many('services', s.parts),
      secure: this.#maybe('services', s.secure),
    };
    return isSame(s, moved) ? s : { ...s, ...moved };
  }

  group(g: Group): Group {
    const moved = {
      index: this.#one('groups', g.index),
      zone: this.#maybe('zones', g.zone),
      members: this.#list(g.members),
    };
    return isSame(g, moved) ? g : { ...g, ...moved };
  }

  schedule(s: Schedule): Schedule {
    const index = this.#one('schedules', s.index);
    return index === s.index ? s : { ...s, index };
  }

  conduit(c: Conduit): Conduit {
    const way = c.oneWay;
    const ends = way && { from: this.#one('zones', way.from), to: this.#one('zones', way.to) };
    const moved = {
      index: this.#one('conduits', c.index),
      zones: this.#many('zones', c.zones),
      oneWay: way && ends && (isSame(way, ends) ? way : { ...way, ...ends }),
      via: this.#many('firewalls', c.via),
      rules: this.#many('rules', c.rules),
    };
    return isSame(c, moved) ? c : { ...c, ...moved };
  }

  rule(r: Rule): Rule {
    const moved = {
      index: this.#one('rules', r.index),
      container: this.#container(r.container),
      sources: this.#list(r.sources),
      targets: this.#list(r.targets),
      services: this.#terms(r.services),
      schedule: this.#maybe('schedules', r.schedule),
    };
    return isSame(r, moved) ? r : { ...r, ...moved };
  }

  access(a: Access): Access {
    const moved = { index: this.#one('accesses', a.index), rules: this.#many('rules', a.rules) };
    return isSame(a, moved) ? a : { ...a, ...moved };
  }

  firewall(f: Firewall): Firewall {
    const interfaces = f.interfaces.map((i) => {
      const zones = this.#many('zones', i.zones);
      return zones === i.zones ? i : { ...i, zones };
    });
    const moved = {
      index: this.#one('firewalls', f.index),
      interfaces: interfaces.every((i, at) => i === f.interfaces[at]) ? f.interfaces : interfaces,
      twinOf: this.#maybe('firewalls', f.twinOf),
    };
    return isSame(f, moved) ? f : { ...f, ...moved };
  }

  /** Their indices count within the file: they do not move. */
  expectation(e: Expectation): Expectation {
    const question = this.#question(e.question);
    return question === e.question ? e : { ...e, question };
  }

  #question(q: ExpectationQuestion): ExpectationQuestion {
    if (q.kind === 'rules') {
      const firewall = this.#one('firewalls', q.firewall);
      return firewall === q.firewall ? q : { ...q, firewall };
    }
    const moved: Record<string, unknown> = { during: this.#maybe('schedules', q.during) };
    if ('sources' in q) Object.assign(moved, { sources: this.#list(q.sources), targets: this.#list(q.targets) });
    if ('through' in q) moved.through = this.#list(q.through);
    if ('of' in q) moved.of = this.#list(q.of);
    if ('services' in q) moved.services = this.#terms(q.services);
    return isSame(q, moved) ? q : ({ ...q, ...moved } as ExpectationQuestion);
  }

  #container(c: RuleContainer): RuleContainer {
    if (c.kind === 'conduit') {
      const conduit = this.#one('conduits', c.conduit);
      return conduit === c.conduit ? c : { kind: 'conduit', conduit };
    }
    if (c.kind === 'zone') {
      const zone = this.#one('zones', c.zone);
      return zone === c.zone ? c : { kind: 'zone', zone };
    }
    const access = this.#one('accesses', c.access);
    return access === c.access ? c : { kind: 'access', access };
  }

  #list(list: SelectorList): SelectorList {
    const items = this.#selectors(list.items);
    const except = this.#selectors(list.except);
    return items === list.items && except === list.except ? list : { ...list, items, except };
  }

  #selectors(list: readonly Selector[]): readonly Selector[] {
    const moved = list.map((s) => this.#selector(s));
    return moved.every((s, i) => s === list[i]) ? list : moved;
  }

  #selector(s: Selector): Selector {
    const run = SELECTED[s.kind];
    const ref = run === undefined ? s.ref : this.#maybe(run, s.ref);
    const inside = this.#maybe('zones', s.in);
    return ref === s.ref && inside === s.in ? s : { ...s, ref, in: inside };
  }

  #terms(terms: readonly ServiceTerm[]): readonly ServiceTerm[] {
    const moved = terms.map((t) => {
      const service = this.#maybe('services', t.service);
      return service === t.service ? t : { ...t, service };
    });
    return moved.every((t, i) => t === terms[i]) ? terms : moved;
  }
}

const SELECTED: Readonly<Partial<Record<Selector['kind'], Run>>> = {
  asset: 'assets',
  zone: 'zones',
  type: 'types',
  group: 'groups',
  firewall: 'firewalls',
};

function isSame(entity: object, moved: Readonly<Record<string, unknown>>): boolean {
  for (const key in moved) if ((entity as Record<string, unknown>)[key] !== moved[key]) return false;
  return true;
}
