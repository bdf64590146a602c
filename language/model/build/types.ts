/** Asset types, and what they inherit. */
import type { Finding } from '../../checks/finding.ts';
import type { AssetType } from '../policy.ts';
import type { BuildContext } from './context.ts';
import { type Declarations, declared } from './declare.ts';
import { ASSET_CLASSES, inherit, readProperties } from './properties.ts';
import { firstOf, readLevels } from './values.ts';

/** A type as it states itself. */
export interface OwnType {
  readonly type: AssetType;
  readonly parent?: number | undefined;
}

/** The types of a file, each as it states itself. */
export function readTypes(drafts: Declarations['types'], context: BuildContext): OwnType[] {
  return drafts.map((draft) => {
    const { node, file } = draft;
    const parent = context.resolve(file, node.parent, ['type'])?.index;
    const members = node.body?.members ?? [];
    const classNode = firstOf(members, 'ClassMember');
    const levelNode = firstOf(members, 'Level');
    const type: AssetType = {
      ...declared(draft, context),
      ...readProperties(file, node, context),
      parent: undefined,
      ancestors: [],
      class: classNode && context.word(file, classNode, 'value', classNode.value, ASSET_CLASSES, 'class'),
      levels: levelNode && readLevels(file, levelNode, context),
    };
    return { type, parent };
  });
}

interface Inherited {
  readonly parent: AssetType;
  readonly whole: AssetType;
}

/** All types of a policy, build after build, with what they inherit. */
export class Lineage {
  /** What the types of the last build came to, by what they state themselves. */
  #known = new Map<AssetType, Inherited>();

  /** Keeps what is known; answers what brings it back. */
  keep(): () => void {
    const known = this.#known;
    return () => {
      this.#known = known;
    };
  }

  /** `own`: all types as they state themselves. A type above itself is reported and cut loose. */
  inherit(own: readonly OwnType[], report: (finding: Finding) => void): AssetType[] {
    const before = this.#known;
    this.#known = new Map();
    const built: (AssetType | undefined)[] = [];
    const open = new Set<number>();
    const build = (index: number): AssetType | undefined => {
      const here = own[index];
      if (here === undefined || open.has(index)) return undefined;
      const done = built[index];
      if (done !== undefined) return done;
      open.add(index);
      const parent = here.parent === undefined ? undefined : build(here.parent);
      open.delete(index);
      if (here.parent !== undefined && parent === undefined) report(aboveItself(here.type));
      const type = parent === undefined ? here.type : this.#whole(here.type, parent, before.get(here.type));
      built[index] = type;
      return type;
    };
    return own.map((_, index) => build(index) as AssetType);
  }

  #whole(own: AssetType, parent: AssetType, before: Inherited | undefined): AssetType {
    const whole = before?.parent === parent ? before.whole : withParent(own, parent);
    this.#known.set(own, { parent, whole });
    return whole;
  }
}

function withParent(own: AssetType, parent: AssetType): AssetType {
  return {
    ...own,
    ...inherit(own, parent),
    parent: parent.index,
    ancestors: [parent.index, ...parent.ancestors],
    class: own.class ?? parent.class,
    levels: own.levels ?? parent.levels,
  };
}

function aboveItself(type: AssetType): Finding {
  const message = `The type ${type.name} stands above itself.`;
  return { check: 'reference', severity: 'error', message, place: type.namePlace, related: [], fixes: () => [] };
}
