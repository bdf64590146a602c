/** Check `criticality-unknown`: a type of control or safety assets gives no criticality. */
import type { AssetType, Policy } from '../../model/policy.ts';
import type { Check } from '../check.ts';
import { insertMembers } from '../edits.ts';
import { label, listed } from '../words.ts';

export const criticalityUnknown: Check = {
  name: 'criticality-unknown',
  family: 'zones',
  kind: 'prompt',
  severity: 'hint',
  documentation: {
    summary: 'A control or safety asset has no criticality, neither of its own nor of its type.',
    why: `The consequence of an attack is counted by criticality. An asset without any counts as medium: too much for a lamp, too little for a boiler. The
types of the library state theirs; your own types may inherit it or state it.`,
    avoid: `type boiler { class control }

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset BOILER-1 : boiler at 10.41.0.10
}
`,
    prefer: `type boiler { class control  criticality high }

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset BOILER-1 : boiler at 10.41.0.10
}
`,
    fixes: ['State the criticality in the type.'],
    basis: 'IEC 62443-3-2, ZCR 2.1',
  },
  *run(context) {
    const { policy } = context;
    const lacking = new Map<number, string[]>();
    for (const asset of policy.assets) {
      const type = asset.type === undefined ? undefined : policy.types[asset.type];
      if (type === undefined || (asset.class !== 'control' && asset.class !== 'safety')) continue;
      if (asset.criticality !== undefined || criticalityOf(policy, type) !== undefined) continue;
      const names = lacking.get(type.index);
      if (names === undefined) lacking.set(type.index, [label(policy, asset)]);
      else names.push(label(policy, asset));
    }
    for (const [ref, names] of lacking) {
      const type = policy.types[ref];
      if (type === undefined) continue;
      yield {
        message: `Type ${type.name} of class ${type.class ?? 'control'} gives no criticality, so ${listed(names, 3)} ${names.length > 1 ? 'count' : 'counts'} as medium. State how grave the loss of one is.`,
        place: type.namePlace,
        fixes: () =>
          (type.class === 'safety' ? ['safety'] : ['high', 'medium', 'low']).flatMap((value) => {
            const edits = insertMembers(context, type, [`criticality ${value}`]);
            return edits.length === 0 ? [] : [{ title: `State criticality ${value}`, edits, safe: false }];
          }),
      };
    }
  },
};

function criticalityOf(policy: Policy, type: AssetType): string | undefined {
  return type.criticality ?? type.ancestors.flatMap((t) => policy.types[t]?.criticality ?? [])[0];
}
