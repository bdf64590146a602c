/**
 * Analysis: what a policy means. Selections, permission and its explanation, reach, blast radius, exposure, witnesses,
 * expectations and the matrix - each a pure function of the policy and a clock (SEMANTICS.md).
 */
export { type DeviceLeg, deviceLegs, legAddresses, strangersOf, type View, zoneOfAddress } from './address-space.ts';
export {
  assetsIn,
  blastOf,
  blastOfAssets,
  blastOfZone,
  blastSize,
  directOf,
  distancesFrom,
  exposureOf,
  exposureOfAssets,
  exposureSize,
  type Spread,
  spreadFrom,
  spreadTo,
  worstReached,
  zoneBlastSize,
} from './blast.ts';
export { chooseAssets } from './choices.ts';
export { type ChokePoint, chokePoints, reachedWithout } from './choke-points.ts';
export { type Coverage, type Covered, coverageOf, type IdleDeny } from './coverage/index.ts';
export { type Cut, type CutEnds, cutBetween, isSmallest } from './cuts.ts';
export { type SelectedEnds, selectedEnds } from './ends.ts';
export { checkExpectations, type ExpectationOptions } from './expectations.ts';
export { type Explanation, explain, permitsAll, type Reason } from './explain.ts';
export { type Gain, gainOf, type SeenFlow } from './gain.ts';
export {
  type BlastMode,
  type GraphOptions,
  type HopReason,
  type OpenWire,
  type ReachGraph,
  reachGraph,
} from './graph.ts';
export { succeed } from './heritage.ts';
export {
  type BlastJson,
  type BlastOneJson,
  blastJson,
  blastOneJson,
  type ExpectationJson,
  expectationsJson,
  type HopJson,
  hopsJson,
  type MatrixJson,
  matrixJson,
  type ServiceJson,
  servicesJson,
} from './json.ts';
export { type MatrixEntry, matrix } from './matrix.ts';
export { distinctReasons, type Neighbour, openedBy, openersOf } from './neighbours.ts';
export {
  assetOfPrincipal,
  atomsBetween,
  type Clock,
  isPermitted,
  isSamePrincipal,
  type Principal,
  permissionBetween,
  possibleAtoms,
  unitsOf,
  type When,
  whenOf,
} from './permission.ts';
export { atomsOf, type Permission, type Piece } from './pieces.ts';
export { type Reaching, reachingOf, strangersReached } from './reaching.ts';
export { riskAtoms } from './risk.ts';
export { nextPolicyChange, ruleSelections, rulesHolding, ruleTimes } from './rules.ts';
export { assetsOf, isEmptySelection, type Scope, type Selection, scopeOf, select, WHOLE_POLICY } from './select.ts';
export { type BlastTotals, blastTotals } from './totals.ts';
export { compareIds, universeOf } from './universe.ts';
export type { ExpectationResult, Witness } from './verdict.ts';
export { withoutRules } from './without-rules.ts';
export { type Hop, type HopEnd, witness, witnessBetween, witnessFromAny } from './witness.ts';
export { atomWords, pathWords, principalName, reasonWords, ruleWithPlace } from './words.ts';
export { type WorstBlast, worstBlast } from './worst-blast.ts';
export { consequence, criticalityOf, weightOf } from './worth.ts';
export { type ZoneReach, zoneChokePoints } from './zone-choke-points.ts';
export { isWithin, type Join, joiningConduits, sideOf } from './zones.ts';
