/** The whole picture in its own coordinates: zones below, lines over them, then what stands on the lines, findings on top. */
import { type DiagramGraph, type DiagramZone, detailOf } from '../graph.ts';
import type { Box, DiagramLayout } from '../layout/placed.ts';
import { Ghost, InnerLine, Tile } from './asset.tsx';
import { ConduitLine, Gate, Pill } from './conduit.tsx';
import { useOverlay } from './overlay/context.ts';
import { OverlayLines, OverlayMarks } from './overlay/layer.tsx';
import { usePen } from './pen.tsx';
import { FindingBadges } from './signs.tsx';
import { OuterHeader, Zone } from './zone.tsx';

export interface PictureProps {
  readonly graph: DiagramGraph;
  readonly layout: DiagramLayout;
}

export function Picture({ graph, layout }: PictureProps) {
  const { reading } = usePen();
  const outer = new Set(graph.zones.flatMap((z) => z.parent ?? []));
  return (
    <>
      {graph.zones.map((zone) => (
        <Zone key={zone.id} zone={zone} graph={graph} layout={layout} outer={outer.has(zone.id)} />
      ))}
      <Lines graph={graph} layout={layout} />
      {graph.zones.map(
        (zone) => outer.has(zone.id) && <OuterHeader key={zone.id} zone={zone} graph={graph} layout={layout} />,
      )}
      <OverlayLines graph={graph} layout={layout} />
      {!reading.blocks && graph.zones.map((zone) => <Contents key={zone.id} zone={zone} layout={layout} />)}
      <OnLines graph={graph} layout={layout} />
      {graph.zones.map((zone) => {
        const box = layout.zones[zone.id];
        // A card has room for one: further ones would cover its name.
        const single = !outer.has(zone.id) && detailOf(zone, layout.detail) !== 'assets';
        if (box === undefined) return null;
        const [x, y] = [box.x + box.width - 4, box.y + 3];
        return (
          <FindingBadges
            key={zone.id}
            {...{ x, y, single }}
            badges={zone.badges}
            {...(!single && isSeveral(zone) && { room: x - lastGateEnd(box, layout) - 12 })}
          />
        );
      })}
      <OverlayMarks graph={graph} layout={layout} />
    </>
  );
}

function isSeveral({ badges: { errors, warnings, infos } }: DiagramZone): boolean {
  return [errors, warnings, infos].filter((count) => count > 0).length > 1;
}

/** Where the last gate on a zone's upper border ends, that badges beside it do not cover its name. */
function lastGateEnd(zone: Box, { gates }: DiagramLayout): number {
  const onBorder = Object.values(gates).filter(
    (gate) => gate.y < zone.y && gate.y + gate.height > zone.y && gate.x > zone.x && gate.x < zone.x + zone.width,
  );
  return Math.max(zone.x, ...onBorder.map((gate) => gate.x + gate.width));
}

/** Under the path of an overlay lines have no heads: the path has its own. */
function Lines({ graph, layout }: PictureProps) {
  const covered = new Set((useOverlay()?.path ?? []).map((hop) => hop.conduit));
  return (
    <>
      {graph.conduits.map((conduit) => {
        const line = layout.conduits[conduit.id];
        const gated = {
          upper: conduit.gates.some((g) => g.end === 'upper'),
          lower: conduit.gates.some((g) => g.end === 'lower'),
        };
        return (
          line &&
          line.points.length > 1 && (
            <ConduitLine key={conduit.id} conduit={conduit} line={line} gated={gated} bare={covered.has(conduit.id)} />
          )
        );
      })}
    </>
  );
}

function Contents({ zone, layout }: { zone: DiagramZone; layout: DiagramLayout }) {
  return (
    <>
      {zone.assets.map((asset) => {
        const box = layout.assets[asset.id];
        return box && <Tile key={asset.id} asset={asset} zone={zone} box={box} />;
      })}
      {zone.ghosts.map((ghost) => {
        const box = layout.ghosts[ghost.id];
        return box && <Ghost key={ghost.id} ghost={ghost} box={box} />;
      })}
      {zone.inner.map((edge) => {
        const line = layout.inner[edge.id];
        return line && line.points.length > 1 && <InnerLine key={edge.id} edge={edge} line={line} />;
      })}
    </>
  );
}

function OnLines({ graph, layout }: PictureProps) {
  return (
    <>
      {graph.conduits.map((conduit) => {
        const line = layout.conduits[conduit.id];
        return (
          line && <Pill key={conduit.id} conduit={conduit} box={line.label} detail={layout.detail} graph={graph} />
        );
      })}
      {graph.conduits.flatMap((conduit) =>
        conduit.gates.map((gate) => {
          const box = layout.gates[gate.id];
          return box && <Gate key={gate.id} gate={gate} box={box} detail={layout.detail} />;
        }),
      )}
    </>
  );
}
