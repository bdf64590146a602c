/** What the stage shows in place of a picture, and the strips above one that is not the newest. */
import { useState } from 'preact/hooks';
import type { SourcePlace } from '../../language/diagram/graph.ts';
import { isFiltering, NO_FILTER } from '../../language/diagram/view/filter.ts';
import type { Host } from './host.ts';
import { PictureList } from './picture-list.tsx';
import type { PictureState } from './picture-state.ts';
import { EmptyState, ErrorState, LoadingState, NothingLeft, UnreadableState } from './states.tsx';
import { BusyStrip, FailureStrip, SimpleStrip, StaleStrip } from './strips.tsx';

export function Around({ picture, host }: { picture: PictureState; host: Host }) {
  const { shown, failure, waiting, graph, filter, stale } = picture;
  const [list, setList] = useState(false);
  const open = (place: SourcePlace): void => host.post({ type: 'source', place, open: true });
  if (list && graph !== undefined) return <PictureList graph={graph} onOpen={open} onClose={() => setList(false)} />;
  const onList = graph && (() => setList(true));
  if (failure !== undefined && shown === undefined)
    return <ErrorState message={failure} onRetry={picture.retry} onList={onList} />;
  if (waiting !== undefined && shown === undefined)
    return <LoadingState graph={graph} seconds={waiting} onCancel={picture.cancel} />;
  const isEmpty = shown?.graph.zones.length === 0;
  const isUnreadable = isEmpty && !isFiltering(filter) && stale !== undefined;
  return (
    <>
      {isEmpty && isFiltering(filter) && (
        <NothingLeft asked={shown.graph.partial?.asked ?? ''} onClear={() => picture.setFilter(NO_FILTER)} />
      )}
      {isEmpty && !isFiltering(filter) && !stale && <EmptyState onNewPolicy={() => host.post({ type: 'newPolicy' })} />}
      {isUnreadable && <UnreadableState stale={stale} onOpen={() => open(stale.place)} />}
      {!isUnreadable && <Strips picture={picture} onOpen={open} onList={() => setList(true)} />}
    </>
  );
}

interface StripsProps {
  readonly picture: PictureState;
  onOpen(place: SourcePlace): void;
  onList(): void;
}

function Strips({ picture, onOpen, onList }: StripsProps) {
  const { stale, failure, waiting, graph, shown } = picture;
  const unlined = shown?.layout.unlined;
  return (
    <div class="strips">
      {stale && <StaleStrip stale={stale} onOpen={() => onOpen(stale.place)} />}
      {failure !== undefined && <FailureStrip message={failure} onRetry={picture.retry} onList={onList} />}
      {unlined !== undefined && <SimpleStrip unlined={unlined} onList={onList} />}
      {waiting !== undefined && waiting >= 1 && graph !== undefined && (
        <BusyStrip zones={graph.zones.length} seconds={waiting} onCancel={picture.cancel} />
      )}
    </div>
  );
}
