/** The whole picture in its own coordinates: zones below, lines over them, then what stands on the lines, findings on top. */
import { type DiagramGraph, type DiagramZone, detailOf } from '../graph.ts';
import type { DiagramLayout } from '../layout/placed.ts';
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
        return (
          box && (
            <FindingBadges key={zone.id} x={box.x + box.width - 4} y={box.y + 3} badges={zone.badges} single={single} />
          )
        );
      })}
      <OverlayMarks graph={graph} layout={layout} />
    </>
  );
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
