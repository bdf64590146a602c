/**
 * Assets that a file declares in a zone of another: `also in Plant.Kiln { asset ... }`. They are read together with the file of their
 * zone, as if they stood at the end of its body, with places of their own file; so an edit in either reads both again.
 */
import type * as ast from '../../grammar/generated/ast.ts';
import { idPart, splitQualified, unquote } from '../../resolve/names.ts';
import { qualifiedName } from '../../resolve/symbols.ts';
import { type Guest, placeOf, type Source } from '../source.ts';
import type { BuildContext } from './context.ts';

interface Seated {
  readonly source: Source;
  readonly guests: readonly Guest[];
  readonly result: Source;
}

export class Guests {
  #seated = new Map<string, Seated>();

  /** The sources, each with the guests of its zones. One with the same guests as before is the same object as before. */
  seat(sources: readonly Source[]): readonly Source[] {
    const coming = guestsByZone(sources);
    const before = this.#seated;
    this.#seated = new Map();
    if (coming.size === 0) return sources;
    return sources.map((source) => {
      const guests = new Map<ast.ZoneDecl, readonly Guest[]>();
      for (const [path, zone] of zonesOf(source)) {
        const list = coming.get(path);
        // Of two zones of one path the first counts; that there are two is an error of its own.
        if (list === undefined || !coming.delete(path)) continue;
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

/** Assets of `also in` blocks by the whole path of their zone. */
function guestsByZone(sources: readonly Source[]): Map<string, Guest[]> {
  const found = new Map<string, Guest[]>();
  for (const source of sources)
    for (const node of source.ast?.declarations ?? []) {
      if (node.$type !== 'AlsoInDecl' || node.zone?.name === undefined) continue;
      const path = pathOf(node);
      const assets = (node.body?.members ?? []).filter((asset) => asset.name !== undefined);
      const list = found.get(path) ?? [];
      for (const asset of assets) list.push({ source, node: asset });
      found.set(path, list);
    }
  return found;
}

function pathOf({ zone }: ast.AlsoInDecl): string {
  return splitQualified(zone.name).map(idPart).join('.');
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

/** Reports an `also in` whose zone is none, or is not named by its whole path: its assets are in no zone. */
export function checkAddition(file: string, node: ast.AlsoInDecl, context: BuildContext): void {
  const zone = context.resolve(file, node.zone, ['zone']);
  if (zone === undefined || qualifiedName(zone) === pathOf(node)) return;
  context.report(
    'reference',
    `Name the zone by its whole path here: ${qualifiedName(zone)}. Its assets are left out until then.`,
    placeOf(file, node.zone),
  );
}
