/** The filter: what to ask for, and above the picture what is asked for. */
import * as l10n from '@vscode/l10n';
import { useMemo, useState } from 'preact/hooks';
import type { DiagramGraph } from '../../language/diagram/graph.ts';
import { FACETS, type Facet, type FacetValue, facetValues, valueWords } from '../../language/diagram/view/facets.ts';
import { type DiagramFilter, isFiltering, NO_FILTER, toggled } from '../../language/diagram/view/filter.ts';
import { folded } from '../../language/diagram/view/search.ts';
import { Popover } from './popover.tsx';
import { Bar, SignIcon, useItem } from './toolbar-items.tsx';

export interface FilterProps {
  /** The whole policy's. */
  readonly graph: DiagramGraph;
  readonly filter: DiagramFilter;
  onFilter(filter: DiagramFilter): void;
}

const facetWords = (): Readonly<Record<Facet, string>> => ({
  zone: l10n.t('Zone'),
  level: l10n.t('Level'),
  type: l10n.t('Asset type'),
  tag: l10n.t('Tag'),
  service: l10n.t('Service'),
  finding: l10n.t('Finding'),
});
/** So many values of a facet are listed; typing narrows them. */
const MOST_LISTED = 100;
/** With fewer values than this there is nothing to narrow. */
const WORTH_NARROWING = 15;

export function FilterMenu(props: FilterProps) {
  return (
    <Popover name="filter" sign="filter" label={l10n.t('Filter')} on={isFiltering(props.filter)}>
      {() => <FilterPanel {...props} />}
    </Popover>
  );
}

function FilterPanel({ graph, filter, onFilter }: FilterProps) {
  const [words, setWords] = useState('');
  const values = useMemo(() => facetValues(graph), [graph]);
  const all = FACETS.reduce((n, facet) => n + values[facet].length, 0);
  return (
    <div class="filter-panel">
      {all >= WORTH_NARROWING && (
        <input
          type="search"
          class="narrow"
          placeholder={l10n.t('Narrow these lists')}
          aria-label={l10n.t('Narrow these lists')}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {FACETS.map((facet) => (
        <FacetGroup
          key={facet}
          facet={facet}
          values={values[facet].filter((v) => folded(v.label).includes(folded(words)))}
          narrowed={words.trim() !== ''}
          chosen={filter[facet] ?? []}
          onToggle={(value) => onFilter(toggled(filter, facet, value))}
        />
      ))}
      <label class="choice neighbours">
        <input
          type="checkbox"
          checked={filter.neighbours ?? false}
          onChange={() => onFilter({ ...filter, neighbours: !filter.neighbours })}
        />
        <span>{l10n.t('Also what conduits join with it')}</span>
      </label>
      <div class="foot">
        <button type="button" class="plain" disabled={!isFiltering(filter)} onClick={() => onFilter(NO_FILTER)}>
          {l10n.t('Clear filter')}
        </button>
      </div>
    </div>
  );
}

interface GroupProps {
  readonly facet: Facet;
  readonly values: readonly FacetValue[];
  readonly narrowed: boolean;
  readonly chosen: readonly string[];
  onToggle(value: string): void;
}

function FacetGroup({ facet, values, narrowed, chosen, onToggle }: GroupProps) {
  const [open, setOpen] = useState(chosen.length > 0 || facet === 'level');
  if (values.length === 0) return null;
  const shown = open || narrowed;
  return (
    <details open={shown} onToggle={(event) => !narrowed && setOpen(event.currentTarget.open)}>
      <summary>
        {facetWords()[facet]}
        <span class="count">
          {chosen.length > 0 ? l10n.t('{0} of {1}', chosen.length, values.length) : values.length}
        </span>
      </summary>
      {shown &&
        values.slice(0, MOST_LISTED).map(({ value, label, count }) => (
          <label class="choice" key={value} title={label}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
            <span>{label}</span>
            <span class="count">{count}</span>
          </label>
        ))}
      {shown && values.length > MOST_LISTED && (
        <p class="more">{l10n.t('{0} more: type above to narrow the list.', values.length - MOST_LISTED)}</p>
      )}
    </details>
  );
}

/** Present while the picture is a part: how much of the policy, and every value that was asked for, to be taken away. */
export function FilterBar({
  graph,
  filter,
  onFilter,
  part,
}: FilterProps & { readonly part: DiagramGraph | undefined }) {
  if (!isFiltering(filter)) return null;
  const chips = FACETS.flatMap((facet) => (filter[facet] ?? []).map((value) => ({ facet, value })));
  return (
    <Bar class="filter-bar" label={l10n.t('Filter in force')} first="clear">
      <span class="facts" role="status">
        {part?.partial === undefined ? l10n.t('Filtered') : l10n.t('Filtered: {0}', part.partial.shown)}
      </span>
      {chips.map(({ facet, value }) => (
        <Chip
          key={`${facet} ${value}`}
          text={`${facet} ${valueWords(graph, facet, value)}`}
          remove={() => onFilter(toggled(filter, facet, value))}
        />
      ))}
      <ClearButton press={() => onFilter(NO_FILTER)} />
    </Bar>
  );
}

function Chip({ text, remove }: { text: string; remove(): void }) {
  return (
    <button
      type="button"
      class="chip"
      title={l10n.t('Remove {0}', text)}
      aria-label={l10n.t('Remove {0}', text)}
      onClick={remove}
      {...useItem(text)}
    >
      <span>{text}</span>
      <SignIcon sign="close" size={10} />
    </button>
  );
}

function ClearButton({ press }: { press(): void }) {
  return (
    <button type="button" class="link" onClick={press} {...useItem('clear')}>
      {l10n.t('Clear filter')}
    </button>
  );
}
