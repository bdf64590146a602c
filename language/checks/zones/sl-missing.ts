/** Check `sl-missing`: an OT zone, or a conduit to one, states no SL-T. */
import { isWithin } from '../../analysis/zones.ts';
import type { Conduit, SlVector, Zone } from '../../model/policy.ts';
import type { Check, CheckContext } from '../check.ts';
import { foreignInfrastructure } from '../conduits/foreign-infrastructure.ts';
import { unenforceable } from '../conduits/unenforceable.ts';
import { insertProperties, zoneChildren } from '../edits.ts';
import type { Fix } from '../finding.ts';
import { isOt } from '../levels.ts';
import { higher, slText } from '../levels-of-security.ts';
import { label } from '../words.ts';

/** Checks whose severity depends on a zone's SL-T. */
const GROWING: readonly Check[] = [unenforceable, foreignInfrastructure];

const ZONES = `zone Supervisory {
  level 2
  sl-t 2
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}
`;

const CONDUIT = `conduit Supervision {
  between Supervisory and Cell
  sl-t 2
  allow hmi -> plc : modbus because "operator control"
}
`;

export const slMissing: Check = {
  name: 'sl-missing',
  family: 'zones',
  kind: 'prompt',
  severity: 'info',
  documentation: {
    summary: 'An OT zone with assets of its own, or a conduit to one, has no SL-T.',
    why: `The target security level is what the risk assessment came to: how skilled an attacker the zone has to withstand. Every check that compares levels -
capability gaps, conduits weaker than their ends, connections opened from a weaker side - is silent where a level is not stated.

OT is level 3 and below, except zones of kind \`dmz\`, \`business\` and \`external\`. Nested zones inherit the SL-T of the zone around them; a conduit states its own, and
speaks of a zone as soon as one of its ends holds it.`,
    avoid: `${ZONES}
zone Cell {
  level 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

${CONDUIT}`,
    prefer: `${ZONES}
zone Cell {
  level 1
  sl-t 2
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

${CONDUIT}`,
    fixes: [
      'State SL-T 1, 2 or 3 for the zone: whichever the risk assessment came to.',
      'State the SL-T of the conduit: the higher of those of its zones, or 1, 2 or 3 where they state none.',
    ],
    basis: 'IEC 62443-3-2, ZCR 5.6',
  },
  *run(context) {
    const { policy } = context;
    const assessed = policy.zones.map((z) => isOt(context, z) && z.legs.length > 0);
    for (const zone of policy.zones) {
      if (assessed[zone.index] !== true || zone.slt !== undefined) continue;
      yield {
        message: `Zone ${label(policy, zone)} is OT and states no SL-T, nor does a zone around it: nothing says what attacker it has to withstand. State sl-t with the level that the risk assessment came to.`,
        place: zone.namePlace,
        fixes: () => zoneFixes(context, zone),
      };
    }
    const holding = holdsOne(policy.zones, assessed);
    for (const conduit of policy.conduits) {
      const ref = conduit.slt === undefined ? conduit.zones.find((z) => holding[z] !== undefined) : undefined;
      const zone = ref === undefined ? undefined : policy.zones[holding[ref] ?? -1];
      if (zone === undefined) continue;
      const needed = neededBy(conduit, policy.zones);
      const advice = needed === undefined ? 'State sl-t.' : `State sl-t ${slText(needed)}, the higher of its zones.`;
      yield {
        message: `Conduit ${conduit.name} leads to OT zone ${label(policy, zone)} and states no SL-T: whether it is as strong as its zones is not checked. ${advice}`,
        place: conduit.namePlace,
        related: [{ place: zone.namePlace, message: `Zone ${label(policy, zone)} is OT.` }],
        fixes: () => conduitFixes(context, conduit, needed),
      };
    }
  },
};

/** Per zone the first one, itself or nested in it, for which it is true. */
function holdsOne(zones: readonly Zone[], isOne: readonly boolean[]): readonly (number | undefined)[] {
  const found: (number | undefined)[] = zones.map(() => undefined);
  for (const zone of zones) {
    if (isOne[zone.index] !== true) continue;
    for (let at: Zone | undefined = zone; at !== undefined; at = zones[at.parent ?? -1]) {
      if (found[at.index] !== undefined) break;
      found[at.index] = zone.index;
    }
  }
  return found;
}

/** In every requirement the highest of the conduit's zones; undefined where none states a level. */
function neededBy(conduit: Conduit, zones: readonly Zone[]): SlVector | undefined {
  const stated = conduit.zones.flatMap((z) => (zones[z]?.slt === undefined ? [] : [zones[z].slt]));
  const [first] = stated;
  return first === undefined ? undefined : stated.reduce(higher, first);
}

function zoneFixes(context: CheckContext, zone: Zone): Fix[] {
  const children = zoneChildren(context.policy, zone);
  return levelsFor(context, zone).flatMap((level) => {
    const edits = insertProperties(context, zone, [`sl-t ${level}`], children);
    return edits.length === 0 ? [] : [{ title: `State SL-T ${level} for zone ${zone.name}`, edits, safe: false }];
  });
}

/** The levels to choose from: those that make no error of what is a warning at lower ones. */
function levelsFor(context: CheckContext, zone: Zone): readonly number[] {
  const errors = (level: number) => errorsWith(context, zone, level);
  const before = errors(0);
  return [1, 2, 3].filter((level) => errors(level) === before);
}

/** How many errors of the checks that grow graver with the SL-T there would be, were the zone's this level. */
function errorsWith(context: CheckContext, zone: Zone, level: number): number {
  const slt: SlVector = [level, level, level, level, level, level, level];
  const zones = context.policy.zones.map((z) =>
    z.slt === undefined && isWithin(context.policy, z.index, zone.index) ? { ...z, slt } : z,
  );
  const variant = { ...context, policy: { ...context.policy, zones } };
  return GROWING.flatMap((check) => [...check.run(variant)].filter((r) => (r.severity ?? check.severity) === 'error'))
    .length;
}

function conduitFixes(context: CheckContext, conduit: Conduit, needed: SlVector | undefined): Fix[] {
  const rules = conduit.rules.flatMap((r) => context.policy.rules[r]?.place ?? []);
  const texts = needed === undefined ? ['1', '2', '3'] : [slText(needed)];
  return texts.flatMap((text) => {
    const edits = insertProperties(context, conduit, [`sl-t ${text}`], rules);
    const title = `State SL-T ${text} for conduit ${conduit.name}`;
    return edits.length === 0
      ? []
      : [{ title, edits, safe: false, ...(texts.length === 1 ? { preferred: true } : {}) }];
  });
}
