/** All checks, in the order of the reference pages. A new check is one file and one line here. */

import { accessExpired } from './access/access-expired.ts';
import { accessNoJumpHost } from './access/access-no-jump-host.ts';
import { accessNoMfa } from './access/access-no-mfa.ts';
import { accessNotApproved } from './access/access-not-approved.ts';
import { accessNotRecorded } from './access/access-not-recorded.ts';
import { accessOffConduit } from './access/access-off-conduit.ts';
import { accessOutsideMaintenance } from './access/access-outside-maintenance.ts';
import { accessTooWide } from './access/access-too-wide.ts';
import { accessUnbounded } from './access/access-unbounded.ts';
import { jumpHostInside } from './access/jump-host-inside.ts';
import { blastRadiusExceeded } from './blast/blast-radius-exceeded.ts';
import { blastReachesSafety } from './blast/blast-reaches-safety.ts';
import { chokePoint } from './blast/choke-point.ts';
import { exposureOfSafety } from './blast/exposure-of-safety.ts';
import type { Check } from './check.ts';
import { conduitDuplicate } from './conduits/conduit-duplicate.ts';
import { conduitEmpty } from './conduits/conduit-empty.ts';
import { conduitSameZone } from './conduits/conduit-same-zone.ts';
import { conduitSlLow } from './conduits/conduit-sl-low.ts';
import { dmzBypassed } from './conduits/dmz-bypassed.ts';
import { dmzTransit } from './conduits/dmz-transit.ts';
import { failsOpen } from './conduits/fails-open.ts';
import { foreignInfrastructure } from './conduits/foreign-infrastructure.ts';
import { initiatedFromLowerTrust } from './conduits/initiated-from-lower-trust.ts';
import { levelSkip } from './conduits/level-skip.ts';
import { oneWayViolated } from './conduits/one-way-violated.ts';
import { pathAmbiguous } from './conduits/path-ambiguous.ts';
import { pathMissing } from './conduits/path-missing.ts';
import { unenforceable } from './conduits/unenforceable.ts';
import { expectationFailed } from './expectations/expectation-failed.ts';
import { ignoreUseless } from './ignores/ignore-useless.ts';
import { ignoreWithoutReason } from './ignores/ignore-without-reason.ts';
import { observedNotPermitted } from './observed/observed-not-permitted.ts';
import { observedOutsideWindow } from './observed/observed-outside-window.ts';
import { observedUnknownHost } from './observed/observed-unknown-host.ts';
import { permittedNeverSeen } from './observed/permitted-never-seen.ts';
import { anyService } from './rules/any-service.ts';
import { anySource } from './rules/any-source.ts';
import { anyTarget } from './rules/any-target.ts';
import { becauseMissing } from './rules/because-missing.ts';
import { cellToCellAdmin } from './rules/cell-to-cell-admin.ts';
import { cleartextLeavesZone } from './rules/cleartext-leaves-zone.ts';
import { dynamicPorts } from './rules/dynamic-ports.ts';
import { engineeringAlwaysOn } from './rules/engineering-always-on.ts';
import { engineeringFromElsewhere } from './rules/engineering-from-elsewhere.ts';
import { industrialToBusiness } from './rules/industrial-to-business.ts';
import { internetToOt } from './rules/internet-to-ot.ts';
import { layer2CrossesZones } from './rules/layer2-crosses-zones.ts';
import { mailOrChatToControl } from './rules/mail-or-chat-to-control.ts';
import { noEffect } from './rules/no-effect.ts';
import { otToInternet } from './rules/ot-to-internet.ts';
import { rawPort } from './rules/raw-port.ts';
import { ruleMatchesNothing } from './rules/rule-matches-nothing.ts';
import { ruleNamesAssets } from './rules/rule-names-assets.ts';
import { ruleRedundant } from './rules/rule-redundant.ts';
import { ruleShadowed } from './rules/rule-shadowed.ts';
import { ruleTooWide } from './rules/rule-too-wide.ts';
import { targetDoesNotServe } from './rules/target-does-not-serve.ts';
import { ticketMissing } from './rules/ticket-missing.ts';
import { wrongInitiator } from './rules/wrong-initiator.ts';
import { safetyInbound } from './safety/safety-inbound.ts';
import { safetySlLow } from './safety/safety-sl-low.ts';
import { safetyWrite } from './safety/safety-write.ts';
import { zoneMixesSafety } from './safety/zone-mixes-safety.ts';
import { addressDuplicate } from './zones/address-duplicate.ts';
import { addressOutsideZone } from './zones/address-outside-zone.ts';
import { criticalityUnknown } from './zones/criticality-unknown.ts';
import { dualHomed } from './zones/dual-homed.ts';
import { externalInPlant } from './zones/external-in-plant.ts';
import { networkOverlap } from './zones/network-overlap.ts';
import { portableInFixedZone } from './zones/portable-in-fixed-zone.ts';
import { slCapabilityGap } from './zones/sl-capability-gap.ts';
import { slMissing } from './zones/sl-missing.ts';
import { unusedGroup } from './zones/unused-group.ts';
import { unusedSchedule } from './zones/unused-schedule.ts';
import { unusedService } from './zones/unused-service.ts';
import { unusedType } from './zones/unused-type.ts';
import { wirelessInWiredZone } from './zones/wireless-in-wired-zone.ts';
import { zoneCrowded } from './zones/zone-crowded.ts';
import { zoneEmpty } from './zones/zone-empty.ts';
import { zoneMixesBusiness } from './zones/zone-mixes-business.ts';
import { zoneSpansLevels } from './zones/zone-spans-levels.ts';

export const CHECKS: readonly Check[] = [
  addressOutsideZone,
  addressDuplicate,
  networkOverlap,
  zoneEmpty,
  zoneCrowded,
  unusedSchedule,
  unusedGroup,
  unusedService,
  unusedType,
  criticalityUnknown,
  slMissing,
  slCapabilityGap,
  zoneSpansLevels,
  zoneMixesBusiness,
  externalInPlant,
  wirelessInWiredZone,
  portableInFixedZone,
  dualHomed,
  dmzBypassed,
  unenforceable,
  pathMissing,
  pathAmbiguous,
  oneWayViolated,
  conduitSlLow,
  failsOpen,
  conduitSameZone,
  conduitDuplicate,
  conduitEmpty,
  dmzTransit,
  foreignInfrastructure,
  levelSkip,
  initiatedFromLowerTrust,
  ruleMatchesNothing,
  anySource,
  anyTarget,
  anyService,
  ruleTooWide,
  becauseMissing,
  ticketMissing,
  engineeringAlwaysOn,
  engineeringFromElsewhere,
  wrongInitiator,
  targetDoesNotServe,
  ruleShadowed,
  ruleRedundant,
  layer2CrossesZones,
  mailOrChatToControl,
  ruleNamesAssets,
  rawPort,
  cleartextLeavesZone,
  dynamicPorts,
  cellToCellAdmin,
  otToInternet,
  internetToOt,
  industrialToBusiness,
  noEffect,
  zoneMixesSafety,
  safetySlLow,
  safetyWrite,
  safetyInbound,
  accessUnbounded,
  accessExpired,
  accessNoJumpHost,
  accessOffConduit,
  accessNoMfa,
  accessNotRecorded,
  accessNotApproved,
  jumpHostInside,
  accessTooWide,
  accessOutsideMaintenance,
  blastRadiusExceeded,
  blastReachesSafety,
  exposureOfSafety,
  chokePoint,
  expectationFailed,
  ignoreWithoutReason,
  ignoreUseless,
  observedNotPermitted,
  observedUnknownHost,
  permittedNeverSeen,
  observedOutsideWindow,
];

const byName: ReadonlyMap<string, Check> = new Map(CHECKS.map((c) => [c.name, c]));

/** The check of that name. */
export function checkNamed(name: string): Check | undefined {
  return byName.get(name);
}
