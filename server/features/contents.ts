/** What a policy has that commands choose from: its assets, firewalls and targets. */
import { buildTopology, TARGETS } from '../../language/compile/index.ts';
import { isLibraryPath, nameOf, normalUri, pathIn, uriIn } from '../places.ts';
import type { ContentsParams, PolicyContents, PolicySummary } from '../protocol/messages.ts';
import type { Session } from '../session.ts';
import type { Snapshot } from '../snapshot.ts';

export function titleOf(snapshot: Snapshot): string {
  return snapshot.policy.header.title || nameOf(snapshot.folder) || 'Policy';
}

/** Every policy that the workspace holds, by folder. */
export async function policies(session: Session): Promise<PolicySummary[]> {
  await session.settled();
  const out = session.workspace.policies.flatMap((folder): PolicySummary[] => {
    const snapshot = folder.snapshot(session.options.clock());
    const file = snapshot.policy.header.place?.file ?? snapshot.policy.files.find((f) => !f.library)?.path;
    if (file === undefined) return [];
    const { zones, assets } = snapshot.policy;
    const counts = { zones: zones.length, assets: assets.length };
    return [{ folder: folder.folder, title: titleOf(snapshot), file: uriIn(folder.folder, file), ...counts }];
  });
  return out.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

export function contents(snapshot: Snapshot, { uri, line, column }: ContentsParams): PolicyContents {
  const { policy } = snapshot;
  const assetAtCursor = line === undefined ? undefined : assetAt(snapshot, uri, line, column ?? 0);
  return {
    title: titleOf(snapshot),
    folder: snapshot.folder,
    assets: policy.assets.map((asset) => ({
      id: asset.id,
      type: policy.types[asset.type ?? -1]?.name ?? '',
      zone: policy.zones[asset.zone]?.id ?? '',
    })),
    services: policy.services.map(({ name, title }) => ({ name, title: title ?? '' })),
    firewalls: buildTopology(policy).points.map((p) => p.name),
    targets: [...TARGETS.values()].map(({ name, extension, fallbacks }) => ({ name, extension, fallbacks })),
    ...(assetAtCursor === undefined ? {} : { assetAtCursor }),
  };
}

/** The asset that the cursor names, else the one whose declaration it stands in. */
function assetAt(snapshot: Snapshot, uri: string, line: number, column: number): string | undefined {
  const file = pathIn(snapshot.folder, normalUri(uri));
  const offset = snapshot.document(file)?.offsetAt({ line, character: column });
  if (offset === undefined || isLibraryPath(file)) return undefined;
  const name = snapshot.nameAt(file, offset);
  if (name?.kind === 'asset') return snapshot.policy.assets[name.index]?.id;
  const around = snapshot.policy.assets.filter(
    ({ place }) => place.file === file && place.offset <= offset && offset <= place.end,
  );
  return around.at(-1)?.id;
}
