/** Vendor access in the editor: what may be chosen, and what asking, approving and revoking change. */
import {
  type AccessOutcome,
  approveAccess,
  type Ground,
  REQUIREMENTS,
  requestAccess,
  revokeAccess,
  standingOf,
} from '../../language/access/index.ts';
import { isOfJumpHostType } from '../../language/checks/access/access-no-jump-host.ts';
import type { Asset, Service } from '../../language/model/policy.ts';
import { formatTimes } from '../../language/model/times.ts';
import { localMillisAt } from '../../language/model/timezone.ts';
import { writeName } from '../../language/resolve/names.ts';
import { workspaceEdit } from '../edits.ts';
import type { AccessChangeAnswer, AccessChangeParams, AccessChoices, ChoosableAsset } from '../protocol/access.ts';
import type { Snapshot } from '../snapshot.ts';

/** More sentences than this are told by their number. */
const MOST_SENTENCES = 200;

export function accessChoices({ policy, now }: Snapshot): AccessChoices {
  const { timezone, accessAtMostDays, owner } = policy.header;
  const count = Map.groupBy(policy.assets, (a) => a.name);
  const assets = policy.assets.map((asset): ChoosableAsset => {
    const serves = [...asset.serves, ...(policy.types[asset.type ?? -1]?.serves ?? [])];
    return {
      name: written(asset, (count.get(asset.name)?.length ?? 0) > 1),
      id: asset.id,
      type: policy.types[asset.type ?? -1]?.name ?? '',
      jumpHost: isOfJumpHostType(policy, asset),
      serves: [...new Set(serves.flatMap((s) => policy.services[s]?.name ?? []))],
    };
  });
  const remote = (s: Service): boolean => s.category === 'remote-access';
  return {
    timezone,
    now: new Date(localMillisAt(timezone, now)).toISOString().slice(0, 16),
    mostDays: accessAtMostDays,
    ...(owner === undefined ? {} : { owner }),
    accesses: policy.accesses.map((access) => {
      const { state, approved, times } = standingOf(policy, access, now);
      const { name, title, vendor } = access;
      return {
        ...{ name, state, approved, times: formatTimes(times, timezone) },
        ...(title === undefined ? {} : { title }),
        ...(vendor === undefined ? {} : { vendor }),
      };
    }),
    assets: [...assets.filter((a) => a.jumpHost), ...assets.filter((a) => !a.jumpHost)],
    services: [...policy.services.filter(remote), ...policy.services.filter((s) => !remote(s))].map((s) => ({
      ...{ name: s.name, title: s.title ?? '', remote: remote(s) },
    })),
    requires: REQUIREMENTS,
  };
}

/** How a rule names an asset: by its path where others share its name. The path of one alone is its name in quotes as needed. */
function written(asset: Asset, isShared: boolean): string {
  return isShared ? asset.id : (writeName(asset.name) ?? asset.id);
}

export async function accessChange(snapshot: Snapshot, params: AccessChangeParams): Promise<AccessChangeAnswer> {
  const ground: Ground = {
    files: snapshot.files.filter((f) => !f.library),
    configuration: snapshot.configuration.checks,
    now: snapshot.now,
  };
  const outcome = await outcomeOf(ground, params);
  if ('problem' in outcome) return outcome;
  const edit = workspaceEdit(snapshot, outcome.edits);
  if (edit === null) return { problem: 'The file of this access cannot be edited.' };
  const told = outcome.sentences.filter((s) => s.kind !== 'declared').map((s) => s.text);
  return {
    access: outcome.access,
    edits: Object.entries(edit.changes ?? {}).flatMap(([uri, edits]) =>
      edits.map(({ range: { start, end }, newText }) => ({
        ...{ uri, line: start.line, column: start.character, endLine: end.line, endColumn: end.character, newText },
      })),
    ),
    opens: told.slice(0, MOST_SENTENCES),
    blast: outcome.blast,
    findings: outcome.findings.filter((f) => f.severity === 'error' || f.severity === 'warning').map((f) => f.message),
  };
}

function outcomeOf(ground: Ground, params: AccessChangeParams): Promise<AccessOutcome> {
  switch (params.kind) {
    case 'request':
      return requestAccess(ground, params.form);
    case 'approve':
      return approveAccess(ground, params);
    case 'revoke':
      return revokeAccess(ground, params);
  }
}
