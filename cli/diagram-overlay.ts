/** What `bulkhead diagram --overlay` lays over its drawing. */
import { Option } from 'commander';
import type { Finding } from '../language/checks/index.ts';
import type { Drawing, Overlay, OverlayKind, OverlayQuestion } from '../language/diagram/index.ts';
import { BLAST_MODES, OVERLAY_KINDS } from '../language/diagram/overlay/overlay.ts';
import type { Flows } from '../language/observe/index.ts';
import { InputError } from './errors.ts';
import { findAsset, findAssetOrZone } from './names.ts';
import type { Session } from './session.ts';

export interface OverlayOptions {
  readonly overlay?: OverlayKind;
  /** Asset or zone. */
  readonly of?: string;
  /** Asset. */
  readonly to?: string;
  readonly mode?: OverlayQuestion['mode'];
  readonly asBuilt?: boolean;
}

/** The options that say which overlay is drawn, and of what. */
export function overlayOptions(): Option[] {
  return [
    new Option('--overlay <overlay>', 'what is told over the drawing').choices(OVERLAY_KINDS),
    new Option('--of <asset or zone>', 'whose blast radius or exposure (default: the largest)'),
    new Option('--to <asset>', 'whose path is drawn'),
    new Option('--mode <mode>', 'what an attacker can go on from').choices(BLAST_MODES),
    new Option('--as-built', 'take what no firewall parts as open'),
  ];
}

/** Makes the overlay for a drawing; undefined where none is asked for. Throws InputError where it is asked of something that is not there. */
export async function overlayMaker(
  session: Session,
  options: OverlayOptions,
  observed: Flows | undefined,
  findings: readonly Finding[],
): Promise<((drawing: Drawing) => Overlay) | undefined> {
  const question = await questionOf(session, options);
  if (question === undefined) return undefined;
  const { policy, now, configuration } = session;
  const { overlayOf } = await import('../language/diagram/index.ts');
  const { asBuilt } = await import('../language/compile/index.ts');
  const { comparing } = await import('../language/checks/observed/comparing.ts');
  const comparison = comparing({ policy, now, observed, configuration: configuration.checks });
  const { seenFlows } = await import('../language/observe/index.ts');
  const source = {
    ...{ policy, now, findings, comparison },
    seenFlows: observed && (() => seenFlows(policy, observed)),
    openWire: asBuilt(policy),
  };
  return (drawing) => overlayOf({ ...source, drawing }, question);
}

async function questionOf(
  { policy, at }: Session,
  { overlay: kind, of, to, mode, asBuilt }: OverlayOptions,
): Promise<OverlayQuestion | undefined> {
  if (kind === undefined) {
    const option = [of && '--of', to && '--to', mode && '--mode', asBuilt && '--as-built'].find((o) => o);
    if (option) throw new InputError(`${option} says what an overlay is of: write --overlay blast too.`);
    return undefined;
  }
  const { assetNodeId, zoneNodeId } = await import('../language/diagram/index.ts');
  const subject = of === undefined ? undefined : findAssetOrZone(policy, of);
  const node = subject && ('asset' in subject ? assetNodeId(policy, subject.asset) : zoneNodeId(policy, subject.zone));
  return {
    kind,
    ...(node !== undefined && { of: node }),
    ...(to !== undefined && { to: assetNodeId(policy, findAsset(policy, to)) }),
    ...(mode && { mode }),
    ...(asBuilt && { asBuilt }),
    ...(at !== undefined && { at }),
  };
}
