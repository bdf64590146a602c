/** Security levels: what each zone asks for (SL-T), and where the capability of its assets or the level of a conduit falls short. */
import { below, requirementWords } from '../../checks/levels-of-security.ts';
import type { Asset, Conduit, Policy, SlVector, Zone } from '../../model/policy.ts';
import { nodeId, zoneNodeId } from '../build/node-ids.ts';
import { subtree } from '../build/sides.ts';
import { securityLevel } from '../build/zones.ts';
import { countOf, displayText } from '../text/display.ts';
import { withZonesAround } from './around.ts';
import type { Mark, Overlay, OverlayQuestion, PanelItem, PanelSection, Tone } from './overlay.ts';
import { type OverlaySource, placeOf, placeWords, zoneName } from './source.ts';

/** How an asset stands to what its zone asks for. */
type Standing = 'meets' | 'below' | 'unknown';
const TONES: Readonly<Record<Standing, Tone | undefined>> = { meets: 'add', below: 'error', unknown: undefined };

interface Judged {
  readonly asset: Asset;
  readonly zone: Zone & { readonly slt: SlVector };
  readonly standing: Standing;
  /** Requirements in which it falls short. */
  readonly missing: readonly string[];
}

export function securityLevelsOverlay(source: OverlaySource, question: OverlayQuestion): Overlay {
  const { policy, drawing } = source;
  const judged = policy.assets.flatMap((asset) => judge(policy, asset));
  const conduits = policy.conduits.flatMap((conduit) => shortfall(policy, conduit));
  const marks: Record<string, Mark> = {};
  for (const j of judged) marks[nodeId('asset', j.asset.id)] = assetMark(j);
  for (const { id, sl } of drawing.graph.conduits) if (sl !== undefined) marks[id] = { spoken: 'as its zones ask for' };
  for (const { conduit, words } of conduits)
    for (const { id } of drawing.graph.conduits)
      if (id === nodeId('conduit', conduit.name) || id.startsWith(`${nodeId('conduit', conduit.name)}~`))
        marks[id] = { tone: 'error', tag: words, spoken: `security level ${words}` };
  for (const zone of policy.zones) {
    const mark = zoneMark(policy, zone, judged);
    if (mark !== undefined) marks[zoneNodeId(policy, zone.index)] = mark;
  }
  withZonesAround(drawing.graph, marks);
  const gaps = judged.filter((j) => j.standing === 'below');
  return {
    kind: 'sl-t',
    question: { kind: question.kind },
    rest: 'faded',
    marks,
    path: [],
    links: [],
    legend: [
      { sign: 'text', text: 'SL 2', words: 'SL-T that the zone asks for' },
      { sign: 'tile', tone: 'add', words: 'capable of it (SL-C)' },
      { sign: 'tile', tone: 'error', words: 'falls short of it' },
      { sign: 'tile', words: 'capability not stated' },
      { sign: 'faded', words: 'no level stated' },
    ],
    panel: {
      title: 'Security levels',
      subtitle: 'what zones ask for, and what falls short of it',
      sections: [
        {
          kind: 'figure',
          figure: String(gaps.length + conduits.length),
          words: [gaps.length + conduits.length === 1 ? 'gap' : 'gaps', knownWords(judged)],
        },
        ...assetSection(policy, gaps),
        ...conduitSection(conduits),
        ...zoneSection(policy, judged),
      ],
    },
  };
}

function judge(policy: Policy, asset: Asset): Judged[] {
  const zone = policy.zones[asset.zone];
  if (zone?.slt === undefined) return [];
  const missing = asset.slc === undefined ? [] : below(asset.slc, zone.slt);
  const standing = asset.slc === undefined ? 'unknown' : missing.length > 0 ? 'below' : 'meets';
  return [{ asset, zone: { ...zone, slt: zone.slt }, standing, missing }];
}

function assetMark({ asset, zone, standing, missing }: Judged): Mark {
  const target = securityLevel(zone.slt)?.text ?? '';
  const own = securityLevel(asset.slc)?.text;
  const tone = TONES[standing];
  if (standing === 'unknown' || own === undefined)
    return { note: 'SL-C not stated', spoken: `capability not stated, ${target} asked for` };
  const words = standing === 'meets' ? `${own}, as asked for` : `${own}, below in ${requirementWords(missing)}`;
  return { ...(tone && { tone }), ...(standing === 'below' && { badge: '!' }), note: words, spoken: words };
}

/** Of a zone that asks for a level: how many of the assets in it are capable of what their own zone asks for. */
function zoneMark(policy: Policy, zone: Zone, judged: readonly Judged[]): Mark | undefined {
  const inside = subtree(policy, zone.index);
  const here = judged.filter((j) => inside.has(j.asset.zone));
  const target = securityLevel(zone.slt)?.text;
  if (target === undefined && here.length === 0) return undefined;
  const count = (standing: Standing): number => here.filter((j) => j.standing === standing).length;
  const tone: Tone | undefined = count('below') > 0 ? 'error' : count('unknown') > 0 ? undefined : 'add';
  const words = here.length === 0 ? 'no assets' : `${count('meets')} of ${here.length} capable`;
  return {
    ...(tone && { tone }),
    ...(target !== undefined && { chip: { text: target, ...(tone && { tone }) } }),
    bar: {
      parts: [
        { tone: 'error' as const, count: count('below') },
        { tone: 'add' as const, count: count('meets') },
      ].filter((p) => p.count > 0),
      of: Math.max(1, here.length),
      words: target === undefined ? words : `${target}: ${words}`,
    },
    spoken: words,
  };
}

/** A conduit whose stated level is below that of a zone it joins: as check `conduit-sl-low` says it. */
function shortfall(policy: Policy, conduit: Conduit): { conduit: Conduit; words: string }[] {
  const own = conduit.slt?.value;
  if (own === undefined || conduit.broken) return [];
  const higher = conduit.zones.flatMap((z) => {
    const slt = policy.zones[z]?.slt;
    return slt !== undefined && below(own, slt).length > 0 ? [z] : [];
  });
  const [zone] = higher;
  if (zone === undefined) return [];
  const asked = securityLevel(policy.zones[zone]?.slt)?.text ?? '';
  return [{ conduit, words: `below ${asked}` }];
}

function knownWords(judged: readonly Judged[]): string {
  const unknown = judged.filter((j) => j.standing === 'unknown').length;
  return unknown === 0 ? 'every capability is stated' : `${countOf(unknown, 'capability', 'capabilities')} not stated`;
}

function assetSection(policy: Policy, gaps: readonly Judged[]): PanelSection[] {
  if (gaps.length === 0) return [];
  const items = gaps.map(({ asset, zone, missing }): PanelItem => {
    const place = placeOf(asset.namePlace);
    const [own, target] = [securityLevel(asset.slc)?.text ?? '', securityLevel(zone.slt)?.text ?? ''];
    return {
      sign: 'error',
      text: displayText(asset.name),
      strong: true,
      aside: `${own} of ${target.replace('SL ', '')}`,
      node: nodeId('asset', asset.id),
      lines: [
        { text: `${zoneName(policy, zone.index)}: ${requirementWords(missing)}` },
        { text: placeWords(place), place },
      ],
    };
  });
  return [{ kind: 'items', title: 'Assets that fall short', items }];
}

function conduitSection(conduits: readonly { conduit: Conduit; words: string }[]): PanelSection[] {
  if (conduits.length === 0) return [];
  const items = conduits.map(({ conduit, words }): PanelItem => {
    const place = placeOf(conduit.slt?.place ?? conduit.namePlace);
    return {
      sign: 'error',
      text: displayText(conduit.title ?? conduit.name),
      strong: true,
      aside: words,
      node: nodeId('conduit', conduit.name),
      lines: [{ text: placeWords(place), place }],
    };
  });
  return [{ kind: 'items', title: 'Conduits that fall short', items }];
}

function zoneSection(policy: Policy, judged: readonly Judged[]): PanelSection[] {
  const zones = policy.zones.filter((z) => judged.some((j) => j.zone.index === z.index));
  if (zones.length === 0)
    return [{ kind: 'text', text: 'No zone with assets states an SL-T: write sl-t in a zone to see who meets it.' }];
  const items = zones.map((zone): PanelItem => {
    const mark = zoneMark(policy, zone, judged);
    return {
      text: zoneName(policy, zone.index),
      node: zoneNodeId(policy, zone.index),
      aside: securityLevel(zone.slt)?.text ?? '',
      ...(mark?.bar && { bar: { ...mark.bar, words: '' } }),
    };
  });
  return [{ kind: 'items', title: 'Zones', items }];
}
