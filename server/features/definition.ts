/** Go to definition: from a name to its declaration, also into the library; from an asset to its type. */
import type { Location } from 'vscode-languageserver';
import { locationOf } from '../places.ts';
import type { AskedAt } from '../session.ts';

export function definition({ snapshot, file, offset }: AskedAt, to: 'declaration' | 'type'): Location | null {
  const name = snapshot.nameAt(file, offset);
  if (name === undefined) return null;
  const declared = snapshot.declared(name.kind, name.index);
  const type = to === 'type' && name.kind === 'asset' ? snapshot.policy.assets[name.index]?.type : undefined;
  const target = type === undefined ? declared : snapshot.declared('type', type);
  return target === undefined ? null : locationOf(snapshot.folder, target.namePlace);
}
