/** The policy as a list, for when there is no picture: zones as they nest with their assets, then conduits; each leads to its source. */
import * as l10n from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { assetName, conduitName, zoneName } from '../../language/diagram/draw/names.ts';
import type { DiagramGraph, DiagramZone, SourcePlace } from '../../language/diagram/graph.ts';
import { assetCount, conduitCount, zoneCount } from './counts.ts';

export interface PictureListProps {
  readonly graph: DiagramGraph;
  onOpen(place: SourcePlace): void;
  onClose(): void;
}

export function PictureList({ graph, onOpen, onClose }: PictureListProps) {
  const outermost = graph.zones.filter((z) => z.parent === undefined);
  return (
    <section class="list" aria-label={l10n.t('Zones and conduits as a list')}>
      <button type="button" class="plain" onClick={onClose}>
        {l10n.t('Back to the picture')}
      </button>
      <h2>{zoneCount(graph.zones.length)}</h2>
      <ul>
        {outermost.map((zone) => (
          <ZoneItem key={zone.id} zone={zone} graph={graph} onOpen={onOpen} />
        ))}
      </ul>
      <h2>{conduitCount(graph.conduits.length)}</h2>
      <ul>
        {graph.conduits.map((conduit) => (
          <li key={conduit.id}>
            <Entry text={conduitName(conduit, graph)} press={() => onOpen(conduit.source)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ZoneItem({ zone, graph, onOpen }: { zone: DiagramZone } & Omit<PictureListProps, 'onClose'>) {
  const [open, setOpen] = useState(false);
  const nested = graph.zones.filter((z) => z.parent === zone.id);
  return (
    <li>
      <Entry text={zoneName(zone, graph)} press={() => onOpen(zone.source)} />
      {zone.assets.length > 0 && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>{assetCount(zone.assets.length)}</summary>
          {open && (
            <ul>
              {zone.assets.map((asset) => (
                <li key={asset.id}>
                  <Entry text={assetName(asset)} press={() => onOpen(asset.source)} />
                </li>
              ))}
            </ul>
          )}
        </details>
      )}
      {nested.length > 0 && (
        <ul>
          {nested.map((child) => (
            <ZoneItem key={child.id} zone={child} graph={graph} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Entry({ text, press }: { text: string; press(): void }) {
  return (
    <button type="button" class="entry" onClick={press}>
      {text}
    </button>
  );
}
