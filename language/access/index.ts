/** Public face of vendor access: how it stands, when it changes next, and the changes of text by which it is asked for, approved and revoked. */
export type { AccessChange, AccessOutcome, BlastShift, Ground } from './change.ts';
export { approveAccess, revokeAccess } from './decide.ts';
export { type AccessRequest, instantOf, REQUIREMENTS, requestAccess } from './request.ts';
export {
  type AccessStanding,
  type AccessState,
  type AccessWindow,
  accessTimes,
  accessWindow,
  isApproved,
  SOON,
  standingOf,
} from './standing.ts';
export { type AccessEvent, type CronOptions, cronText, type Horizon, timetable } from './timetable.ts';
export { approvedOnly, unapprovedAccesses } from './unapproved.ts';
