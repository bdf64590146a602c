/** Check `one-way-violated`: a permission against a one-way conduit, or one over it that needs an answer. */
import { joiningConduits, runsFrom, sideOf } from '../../analysis/zones.ts';
import { atoms } from '../../model/atoms.ts';
import { overlaps } from '../../model/intervals.ts';
import type { Conduit, Rule, Zone, ZoneRef } from '../../model/policy.ts';
import type { Check, CheckContext, Report } from '../check.ts';
import { insertProperties, removalOf, removeFromList } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { label, listed } from '../words.ts';

const TCP = atoms('tcp');

export const oneWayViolated: Check = {
  name: 'one-way-violated',
  family: 'conduits',
  severity: 'error',
  documentation: {
    summary: 'A rule or an access runs against a one-way conduit, or needs TCP over one that is not `proxied`.',
    why: `Over a one-way conduit nothing comes back. A rule against its direction permits nothing, whatever it says; a rule with TCP in
its direction permits connections that can never be made, because their first answer is dropped. Both promise what the wire does not keep.

A diode's proxy pair ends TCP on either side of it: then the conduit is \`proxied\`. An access counts here where every conduit between its two
ends is one-way. A \`deny\` against the direction does no harm.`,
    avoid: `zone Safety {
  level 1
  kind safety
  sl-t 1
  network 10.42.0.0/28
  asset SIS-1 : safety-controller at 10.42.0.5
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

conduit SafetyAlarms {
  between Safety and Supervisory
  one-way from Safety to Supervisory
  sl-t 1
  allow SIS-1  -> HIST-1 : syslog because "alarm records, through a diode"
  allow SIS-1  -> HIST-1 : https  because "alarm records"
  allow HIST-1 -> SIS-1  : ping   because "is it there"
}
`,
    prefer: `zone Safety {
  level 1
  kind safety
  sl-t 1
  network 10.42.0.0/28
  asset SIS-1 : safety-controller at 10.42.0.5
}

zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HIST-1 : historian at 10.30.0.20
}

conduit SafetyAlarms {
  between Safety and Supervisory
  one-way from Safety to Supervisory
  sl-t 1
  allow SIS-1 -> HIST-1 : syslog because "alarm records, through a diode"
}
`,
    fixes: [
      'Remove the rule.',
      'Of a rule in both directions keep the one that the conduit has.',
      'Take the services out that need TCP, where others remain.',
      'Mark the conduit `proxied`.',
    ],
    basis: 'IEC 62443-3-3 SR 5.2; SP 800-82',
  },
  *run(context) {
    for (const rule of context.policy.rules) {
      if (rule.action !== 'allow' || rule.broken) continue;
      const ways = rule.container.kind === 'access' ? accessWays(context, rule) : conduitWays(context, rule);
      if (ways.against !== undefined) yield againstReport(context, rule, ways.against, ways.along !== undefined);
      if (ways.along !== undefined && !ways.along.conduit.proxied && overlaps(rule.atoms, TCP))
        yield tcpReport(context, rule, ways.along);
    }
  },
};

/** A one-way conduit that stands between the two ends of a rule, and the zones of these ends. */
interface Way {
  readonly conduit: Conduit;
  readonly from: Zone;
  readonly to: Zone;
}

interface Ways {
  readonly along?: Way;
  readonly against?: Way;
}

function conduitWays(context: CheckContext, rule: Rule): Ways {
  const { policy } = context;
  const conduit = rule.container.kind === 'conduit' ? policy.conduits[rule.container.conduit] : undefined;
  if (conduit?.oneWay === undefined) return {};
  let ways: Ways = {};
  for (const [from, to] of zonePairs(context, rule)) {
    const a = sideOf(policy, conduit.index, from.index);
    const b = sideOf(policy, conduit.index, to.index);
    if (a === undefined || b === undefined || a === b) continue;
    ways = runsFrom(conduit, a, b)
      ? { along: { conduit, from, to }, ...ways }
      : { against: { conduit, from, to }, ...ways };
  }
  return ways;
}

/** Of an access, pairs of zones count that only one-way conduits join. */
function accessWays(context: CheckContext, rule: Rule): Ways {
  const { policy } = context;
  let ways: Ways = {};
  for (const [from, to] of zonePairs(context, rule)) {
    const joins = joiningConduits(policy, from.index, to.index);
    const oneWay = joins.flatMap((j) => policy.conduits[j.conduit] ?? []).filter((c) => c.oneWay !== undefined);
    const [first] = oneWay;
    if (first === undefined || oneWay.length < joins.length) continue;
    const open = joins.filter((j) => j.permits).flatMap((j) => policy.conduits[j.conduit] ?? []);
    const conduit = open.find((c) => c.proxied) ?? open[0];
    ways =
      conduit === undefined
        ? { against: { conduit: first, from, to }, ...ways }
        : { along: { conduit, from, to }, ...ways };
  }
  return ways;
}

/** The zones of a rule's sources with those of its targets, both ways round where it says so. */
function* zonePairs(context: CheckContext, rule: Rule): Generator<readonly [Zone, Zone]> {
  const zonesOf = (refs: Iterable<ZoneRef>) => [...new Set(refs)].flatMap((z) => context.policy.zones[z] ?? []);
  const sources = zonesOf(context.analyses.units(rule.sources, rule).map((u) => u.zone));
  const targets = zonesOf(context.analyses.units(rule.targets, rule).map((u) => u.zone));
  for (const a of sources)
    for (const b of targets) {
      if (a !== b) yield [a, b];
      if (a !== b && rule.both) yield [b, a];
    }
}

function againstReport(context: CheckContext, rule: Rule, way: Way, alongToo: boolean): Report {
  const { policy } = context;
  const { conduit } = way;
  const direction = directionOf(context, conduit);
  const half = alongToo ? 'in part ' : '';
  return {
    message: `This rule runs ${half}from ${label(policy, way.from)} to ${label(policy, way.to)}, against conduit ${conduit.name}, which is one-way ${direction}: it permits nothing there. Remove it, or carry the data over another conduit.`,
    place: rule.place,
    related: relatedTo(
      conduit,
      `Access to ${label(policy, way.to)} runs against this conduit, which is one-way ${direction}.`,
      rule,
    ),
    fixes: () => againstFixes(context, rule, alongToo),
  };
}

function directionOf(context: CheckContext, conduit: Conduit): string {
  const { policy } = context;
  const name = (z: ZoneRef | undefined) =>
    z === undefined || policy.zones[z] === undefined ? '?' : label(policy, policy.zones[z]);
  return `from ${name(conduit.oneWay?.from)} to ${name(conduit.oneWay?.to)}`;
}

function relatedTo(conduit: Conduit, half: string, rule: Rule): Report['related'] {
  const place = conduit.oneWay?.place ?? conduit.namePlace;
  const message = `Conduit ${conduit.name} is one-way here.`;
  return [rule.container.kind === 'access' ? { place, message, half } : { place, message }];
}

function againstFixes(context: CheckContext, rule: Rule, alongToo: boolean): Fix[] {
  const fixes: Fix[] = [];
  const arrow = alongToo && rule.both ? arrowEdit(context, rule) : undefined;
  if (arrow !== undefined) fixes.push(arrow);
  const edits = removalOf(context, rule.place);
  if (edits.length > 0) fixes.push({ title: 'Remove the rule', edits, safe: !alongToo, preferred: fixes.length === 0 });
  return fixes;
}

/** `<->` becomes `->`, with the ends swapped where the conduit runs from the targets to the sources. */
function arrowEdit(context: CheckContext, rule: Rule): Fix | undefined {
  const text = context.text(rule.place.file);
  const conduit = rule.container.kind === 'conduit' ? context.policy.conduits[rule.container.conduit] : undefined;
  if (text === undefined || conduit?.oneWay === undefined) return undefined;
  const from = conduit.oneWay.from;
  const forward = context.analyses
    .units(rule.sources, rule)
    .every((u) => sideOf(context.policy, conduit.index, u.zone) === from);
  const backward = context.analyses
    .units(rule.targets, rule)
    .every((u) => sideOf(context.policy, conduit.index, u.zone) === from);
  if (forward === backward) return undefined;
  const { sources, targets } = rule;
  const ends = [sources, targets].map((l) => text.slice(l.place.offset, l.place.end));
  const newText = (forward ? ends : ends.reverse()).join(' -> ');
  const edit = { file: rule.place.file, offset: sources.place.offset, end: targets.place.end, newText };
  return { title: `Keep only the direction of the conduit: ${newText}`, edits: [edit], safe: true, preferred: true };
}

function tcpReport(context: CheckContext, rule: Rule, way: Way): Report {
  const { policy } = context;
  const { conduit } = way;
  const names = listed(rule.services.filter((s) => overlaps(s.atoms, TCP)).map((s) => s.text));
  const only = rule.services.every((s) => overlaps(s.atoms, TCP)) ? '' : ' of its services';
  return {
    message: `TCP cannot cross conduit ${conduit.name}: it is one-way ${directionOf(context, conduit)}, so answers to ${names}${only} are dropped. Use a service without TCP, or mark the conduit proxied if a diode's proxy pair carries it.`,
    place: rule.place,
    related: relatedTo(
      conduit,
      `An access needs TCP (${names}) over this conduit, which is one-way and not proxied.`,
      rule,
    ),
    fixes: () => {
      const narrowed = withoutTcp(rule);
      const proxied = insertProperties(
        context,
        conduit,
        ['proxied'],
        conduit.rules.flatMap((r) => policy.rules[r]?.place ?? []),
      );
      const removed = removalOf(context, rule.place);
      return [
        ...(narrowed === undefined
          ? []
          : [{ title: `Take ${names} out of the rule`, edits: [narrowed], safe: true, preferred: true }]),
        ...(proxied.length === 0
          ? []
          : [{ title: `Mark conduit ${conduit.name} as proxied`, edits: proxied, safe: false }]),
        ...(removed.length === 0 || narrowed !== undefined
          ? []
          : [{ title: 'Remove the rule', edits: removed, safe: true }]),
      ];
    },
  };
}

/** The service list without what needs TCP; undefined where nothing or everything does, or more than one item would have to go. */
function withoutTcp(rule: Rule) {
  const needing = rule.services.flatMap((s, i) => (overlaps(s.atoms, TCP) ? [i] : []));
  const [index] = needing;
  if (index === undefined || needing.length > 1 || rule.services.length < 2) return undefined;
  return removeFromList(
    rule.services.map((s) => s.place),
    index,
  );
}
