/** Search: type, walk through what is found with the arrows, Enter goes there, Enter again to the next; Escape goes back to the picture. */
import * as l10n from '@vscode/l10n';
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { type HitKind, type SearchEntry, search, searchEntries } from '../../language/diagram/view/search.ts';
import { SignIcon, useItem } from './toolbar-items.tsx';

export interface SearchProps {
  /** The whole policy's: what is filtered out or collapsed is found too. */
  readonly graph: DiagramGraph;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Everything that fits what is typed. */
  onHits(ids: readonly string[]): void;
  onJump(id: string): void;
  /** Back to the picture. */
  onLeave(): void;
}

const kindWords = (): Readonly<Record<HitKind, string>> => ({
  zone: l10n.t('Zone'),
  asset: l10n.t('Asset'),
  conduit: l10n.t('Conduit'),
  service: l10n.t('Service'),
});
/** So many hits are listed around the one that is chosen. */
const LISTED = 60;

export function SearchBox(props: SearchProps) {
  const { input } = props;
  const state = useSearch(props);
  const { query, hits, at, open } = state;
  const item = useItem('search');
  return (
    <div class="search">
      <SignIcon sign="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        placeholder={l10n.t('Find zone, asset, service')}
        aria-label={l10n.t('Find zone, asset, conduit or service')}
        aria-expanded={open && hits.length > 0}
        aria-controls="search-hits"
        aria-autocomplete="list"
        aria-activedescendant={open && hits.length > 0 ? `hit-${at}` : undefined}
        value={query}
        onInput={(event) => state.type(event.currentTarget.value)}
        onKeyDown={state.key}
        onBlur={() => state.setOpen(false)}
        {...item}
      />
      {query.trim() === '' ? (
        <span class="key" aria-hidden="true">
          /
        </span>
      ) : (
        <span class="count" role="status">
          {hits.length === 0 ? l10n.t('none') : l10n.t('{0} of {1}', at + 1, hits.length)}
        </span>
      )}
      {open && hits.length > 0 && <Hits hits={hits} at={at} onJump={state.jump} />}
    </div>
  );
}

function useSearch({ graph, onHits, onJump, onLeave }: SearchProps) {
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const entries = useMemo(() => (query === '' ? [] : searchEntries(graph)), [graph, query === '']);
  const hits = useMemo(() => search(entries, query), [entries, query]);
  useEffect(() => onHits(hits.map(({ id }) => id)), [hits]);
  const jump = (index: number): void => {
    const hit = hits[index];
    if (hit === undefined) return;
    setAt(index);
    setOpen(false);
    onJump(hit.id);
  };
  const step = (by: number): number => (hits.length === 0 ? 0 : (at + by + hits.length) % hits.length);
  const type = (text: string): void => {
    setQuery(text);
    setAt(0);
    setOpen(true);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const by = event.key === 'ArrowDown' ? 1 : -1;
      if (open) setAt(step(by));
      setOpen(true);
    } else if (event.key === 'Enter') jump(open ? at : step(event.shiftKey ? -1 : 1));
    else if (event.key === 'Escape') {
      if (open) setOpen(false);
      else {
        type('');
        setOpen(false);
        onLeave();
      }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { query, hits, at: Math.min(at, Math.max(0, hits.length - 1)), open, setOpen, type, key, jump };
}

function Hits({ hits, at, onJump }: { hits: readonly SearchEntry[]; at: number; onJump(index: number): void }) {
  const list = useRef<HTMLDivElement>(null);
  const words = kindWords();
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at]);
  const first = Math.max(0, Math.min(at - LISTED / 2, hits.length - LISTED));
  return (
    <div id="search-hits" class="hits" role="listbox" aria-label={l10n.t('Found')} ref={list}>
      {hits.slice(first, first + LISTED).map((hit, i) => (
        // The keyboard chooses in the field above.
        <div
          key={`${hit.kind} ${hit.id}`}
          id={`hit-${first + i}`}
          role="option"
          tabIndex={-1}
          aria-selected={first + i === at}
          onPointerDown={(event) => {
            event.preventDefault();
            onJump(first + i);
          }}
        >
          <span class="kind">{words[hit.kind]}</span>
          <span class="name">{hit.name}</span>
          <span class="where">{hit.where}</span>
        </div>
      ))}
    </div>
  );
}
