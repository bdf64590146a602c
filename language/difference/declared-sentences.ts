/** Sentences on what is declared and found: expectations, findings, assets and zones that came, went and moved, compiled rules. */
import type { Finding } from '../checks/finding.ts';
import type { Place } from '../model/policy.ts';
import type { Entity } from './declarations.ts';
import type { FindingChanges } from './findings.ts';
import type { Difference } from './index.ts';
import { assetWords, joined } from './names.ts';
import { propertyText, type Restated } from './properties.ts';
import { capital, type Sentence, type Teller } from './telling.ts';

export function expectations({ expectations: all }: Difference, change: 'broken' | 'mended' | 'removed'): Sentence[] {
  const words = { broken: 'Does not hold', mended: 'Holds now', removed: 'Withdrawn' };
  return all
    .filter((e) => e.change === change)
    .map(({ text, place, message }) => ({
      kind: `expectation-${change}` as const,
      text: `${words[change]}: ${text.replace(/^expect /, '')}`,
      details: message === '' ? [] : message.split('\n'),
      place,
      ...(change === 'removed' && { old: true }),
    }));
}

/** More findings of one check than this are one sentence. */
const APART = 2;
const SEVERITIES: readonly unknown[] = ['error', 'warning', 'info'];

export function findings({ came, went }: FindingChanges, which: 'new' | 'mended'): Sentence[] {
  const byCheck = Map.groupBy(which === 'new' ? came : went, (f) => f.check);
  const groups = [...byCheck].sort(([, a], [, b]) => rank(a[0]) - rank(b[0]));
  return groups.flatMap(([check, all]) => {
    if (all.length <= APART)
      return all.map((f) =>
        findingSentence(
          which,
          `${which === 'new' ? 'New' : 'Mended'} ${f.severity}: ${firstSentence(f.message)} (${check})`,
          [f],
        ),
      );
    const severity = all[0]?.severity ?? 'info';
    const text = `${all.length} ${which === 'new' ? 'new' : 'mended'} ${severity === 'info' ? 'notes' : `${severity}s`} of ${check}`;
    return [findingSentence(which, text, all)];
  });
}

/** What is wrong, without what to do about it. */
function firstSentence(message: string): string {
  return (/^.+?[.](?=\s|$)/s.exec(message)?.[0] ?? message).replace(/[.]$/, '');
}

function rank(finding: Finding | undefined): number {
  return SEVERITIES.indexOf(finding?.severity);
}

function findingSentence(which: 'new' | 'mended', text: string, all: readonly Finding[]): Sentence {
  const [first] = all;
  return {
    kind: `finding-${which}`,
    text,
    details: all.length === 1 ? [] : all.map((f) => `${f.message} (${f.place.file}:${f.place.line + 1})`),
    ...(first && { place: first.place }),
    ...(first && which === 'mended' && { old: true }),
  };
}

/** One sentence for all that moved between the same zones, for each new zone with its assets, and for all of a kind that is gone. */
export function declared(teller: Teller): Sentence[] {
  const { entities } = teller.difference;
  return [...moved(teller), ...restatedSentences(teller, entities.restated), ...come(teller), ...gone(teller)];
}

function moved({ difference, names }: Teller): Sentence[] {
  const homes = new Map(
    [difference.before, difference.after].flatMap(({ policy }) =>
      policy.assets.map((a): [string, string] => [a.id, policy.zones[a.zone]?.id ?? '']),
    ),
  );
  const { short } = names.after;
  const addresses = new Map(
    difference.entities.restated
      .filter((r) => r.kind === 'asset')
      .map((r) => [r.id, r.changes.filter((c) => c.what === 'address').map(propertyText)]),
  );
  const byWay = Map.groupBy(difference.entities.moved, (m) => `${homes.get(m.from)}\n${homes.get(m.to)}`);
  return [...byWay].map(([way, all]) => {
    const [from = '', to = ''] = way.split('\n');
    const what = joined(
      assetWords(
        names.after,
        all.map((m) => m.to),
      ),
    );
    return {
      kind: 'declared',
      text: capital(`${what} ${all.length === 1 ? 'moves' : 'move'} from ${short(from)} to ${short(to)}`),
      details: all.flatMap((m) => [
        ...(addresses.get(m.to) ?? []).map((change) => (all.length === 1 ? change : `${short(m.to)}: ${change}`)),
        ...(all.length === 1 ? [] : [`${m.from} -> ${m.to} (${where(m.place)})`]),
      ]),
      place: (all[0] as (typeof all)[number]).place,
      change: 'moved',
    };
  });
}

/** Equal changes of several declarations are one sentence. An address that a move brings is told there. */
function restatedSentences({ difference, names }: Teller, all: readonly Restated[]): Sentence[] {
  const movedTo = new Set(difference.entities.moved.map((m) => m.to));
  const told = all.flatMap((r) => {
    const changes = r.changes.filter((c) => !(movedTo.has(r.id) && c.what === 'address'));
    return changes.length === 0 ? [] : [{ ...r, words: changes.map(propertyText).join(', ') }];
  });
  return [...Map.groupBy(told, (r) => `${r.kind}\n${r.words}`).values()].map((alike) => {
    const [first] = alike as [(typeof told)[number], ...(typeof told)[number][]];
    const ids = alike.map((r) => r.id);
    const what = first.kind === 'asset' ? joined(assetWords(names.after, ids)) : joined(ids.map(names.after.short));
    const kind = first.kind === 'asset' ? '' : `${first.kind}${alike.length > 1 ? 's' : ''} `;
    return {
      kind: 'declared',
      text: capital(`${kind}${what}: ${first.words}`),
      details: alike.length === 1 ? [] : alike.map((r) => `${r.id} (${where(r.place)})`),
      place: first.place,
      change: 'changed',
    };
  });
}

function come({ difference, names }: Teller): Sentence[] {
  const { added } = difference.entities;
  const { policy } = difference.after;
  const home = new Map(policy.assets.map((a) => [a.id, policy.zones[a.zone]?.id]));
  const zones = added.filter((e) => e.kind === 'zone');
  const assets = added.filter((e) => e.kind === 'asset');
  const fresh = new Set(zones.map((z) => z.id));
  const { short } = names.after;
  const inNew = zones.map((zone) => {
    const inside = assets.filter((a) => home.get(a.id) === zone.id);
    const words =
      inside.length === 0
        ? ''
        : ` with ${joined(
            assetWords(
              names.after,
              inside.map((a) => a.id),
            ),
          )}`;
    return told(`New zone ${short(zone.id)}${words}`, [zone], inside);
  });
  const others = assets.filter((a) => !fresh.has(home.get(a.id) ?? ''));
  const inOld = [...Map.groupBy(others, (a) => home.get(a.id) ?? '')].map(([zone, all]) =>
    told(
      `New in ${short(zone)}: ${joined(
        assetWords(
          names.after,
          all.map((a) => a.id),
        ),
      )}`,
      all,
    ),
  );
  return [...inNew, ...inOld];
}

function gone({ difference, names }: Teller): Sentence[] {
  const { removed } = difference.entities;
  return (['zone', 'asset'] as const).flatMap((kind) => {
    const all = removed.filter((e) => e.kind === kind);
    if (all.length === 0) return [];
    const ids = all.map((e) => e.id);
    const words = kind === 'zone' ? ids.map(names.before.short) : assetWords(names.before, ids);
    const text = `${kind === 'zone' ? `Zone${all.length > 1 ? 's' : ''} ` : ''}${joined(words)} ${all.length > 1 ? 'are' : 'is'} gone`;
    return [{ ...told(capital(text), all), old: true as const, change: 'removed' }];
  });
}

function told(text: string, all: readonly Entity[], also: readonly Entity[] = []): Sentence {
  const every = [...all, ...also];
  const details = every.length === 1 ? [] : every.map((e) => `${e.kind} ${e.id} (${where(e.place)})`);
  return { kind: 'declared', text, details, place: (all[0] as Entity).place, change: 'added' };
}

function where({ file, line }: Place): string {
  return `${file}:${line + 1}`;
}

export function rules({ firewalls }: Difference): Sentence[] {
  return firewalls.map(({ firewall, before, after, added, removed }) => ({
    kind: 'rules',
    text: `${firewall}: ${before} → ${after} rules, ${added.length} added, ${removed.length} removed`,
    details: [...added.map((r) => `+ ${r.rule} ${r.text}`), ...removed.map((r) => `- ${r.rule} ${r.text}`)],
    ...(added[0]?.place && { place: added[0].place }),
  }));
}
