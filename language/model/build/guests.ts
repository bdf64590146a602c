/**
 * Assets that a file declares in a zone of another: `also in Plant.Kiln { asset ... }`. They are read together with the file of their
 * zone, as if they stood at the end of its body, with places of their own file; so an edit in either reads both again.
 */
import type * as ast from '../../grammar/generated/ast.ts';
import { idPart, splitQualified, unquote } from '../../resolve/names.ts';
import type { Guest, Source } from '../source.ts';

interface Seated {
  readonly source: Source;
  readonly guests: readonly Guest[];
  readonly result: Source;
}

export class Guests {
  #seated = new Map<string, Seated>();

  /** Keeps who sits where; answers what brings it back. */
  keep(): () => void {
    const kept = this.#seated;
    return () => {
      this.#seated = kept;
    };
  }

  /** The sources, each with the guests of its zones. One with the same guests as before is the same object as before. */
  seat(sources: readonly Source[]): readonly Source[] {
    const coming = guestsByName(sources);
    const before = this.#seated;
    this.#seated = new Map();
    if (coming.size === 0) return sources;
    const invited = byZone(coming, sources);
    return sources.map((source) => {
      const guests = new Map<ast.ZoneDecl, readonly Guest[]>();
      for (const [path, zone] of zonesOf(source)) {
        const list = invited.get(path);
        // Of two zones of one path the first counts; that there are two is an error of its own.
        if (list === undefined || !invited.delete(path)) continue;
        guests.set(zone, list);
      }
      if (guests.size === 0) return source;
      const all = [...guests.values()].flat();
      const known = before.get(source.path);
      const isKnown = known?.source === source && isSame(known.guests, all);
      const seated = isKnown ? known : { source, guests: all, result: { ...source, guests } };
      this.#seated.set(source.path, seated);
      return seated.result;
    });
  }
}

function isSame(a: readonly Guest[], b: readonly Guest[]): boolean {
  return a.length === b.length && a.every((guest, i) => guest.node === b[i]?.node);
}

/** Assets of `also in` blocks by the name of their zone as written, odd parts in quotes. */
function guestsByName(sources: readonly Source[]): Map<string, Guest[]> {
  const found = new Map<string, Guest[]>();
  for (const source of sources)
    for (const { zone, body } of additionsOf(source)) {
      const name = splitQualified(zone.name).map(idPart).join('.');
      const list = found.get(name) ?? [];
      for (const asset of body?.members ?? []) if (asset.name !== undefined) list.push({ source, node: asset });
      found.set(name, list);
    }
  return found;
}

function additionsOf({ ast }: Source): ast.AlsoInDecl[] {
  const all = ast?.declarations ?? [];
  return all.filter((node): node is ast.AlsoInDecl => node.$type === 'AlsoInDecl' && node.zone?.name !== undefined);
}

/** The same by the whole path of the zone. A name that could mean several zones, or none, means none: reading it reports that. */
function byZone(guests: ReadonlyMap<string, readonly Guest[]>, sources: readonly Source[]): Map<string, Guest[]> {
  const paths = new Set(sources.flatMap((source) => [...zonesOf(source)].map(([path]) => path)));
  const out = new Map<string, Guest[]>();
  for (const [name, list] of guests) {
    const [path, another] = [...paths].filter((p) => p === name || p.endsWith(`.${name}`));
    if (path === undefined || another !== undefined) continue;
    out.set(path, [...(out.get(path) ?? []), ...list]);
  }
  return out;
}

/** Zones of a file by their whole path. */
function* zonesOf(source: Source): Generator<readonly [string, ast.ZoneDecl]> {
  for (const node of source.ast?.declarations ?? []) if (node.$type === 'ZoneDecl') yield* zonesIn(node, '');
}

function* zonesIn(node: ast.ZoneDecl, around: string): Generator<readonly [string, ast.ZoneDecl]> {
  if (node.name === undefined) return;
  const path = around + idPart(unquote(node.name));
  yield [path, node];
  for (const member of node.body?.members ?? []) if (member.$type === 'ZoneDecl') yield* zonesIn(member, `${path}.`);
}
