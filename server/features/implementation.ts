/** Go to implementations: from a type to the assets that are of it, from a service to who serves it, from a group or zone to its assets. */
import type { Location } from 'vscode-languageserver';
import { assetsOf, select, WHOLE_POLICY } from '../../language/analysis/index.ts';
import type { Declared, Policy } from '../../language/model/policy.ts';
import type { Reference } from '../../language/pipeline.ts';
import { isLibraryPath, locationOf } from '../places.ts';
import type { AskedAt } from '../session.ts';

export function implementations({ snapshot, file, offset }: AskedAt): Location[] {
  const name = snapshot.nameAt(file, offset);
  if (name === undefined) return [];
  const own = implementing(snapshot.policy, name).filter((d) => !isLibraryPath(d.place.file));
  return own.map((d) => locationOf(snapshot.folder, d.namePlace));
}

function implementing(policy: Policy, { kind, index }: Reference): readonly Declared[] {
  switch (kind) {
    case 'type':
      return policy.assets.filter(
        (a) => a.type === index || (policy.types[a.type ?? -1]?.ancestors ?? []).includes(index),
      );
    case 'service':
      return policy.assets.filter((a) => a.serves.includes(index));
    case 'zone':
      return policy.assets.filter((a) => a.legs.some((l) => policy.legs[l]?.zone === index));
    case 'group': {
      const members = policy.groups[index]?.members;
      const assets = members === undefined ? [] : assetsOf(policy, select(policy, members, WHOLE_POLICY));
      return assets.flatMap((a) => policy.assets[a] ?? []);
    }
    default:
      return [];
  }
}
