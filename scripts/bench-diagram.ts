/** The diagram's part of `npm run bench`: its layout beside elkjs alone, and the picture in the real webview of a real VS Code. */
import { whyNoVscode } from '../test/e2e/host/vscode.ts';

/** What a measurement must keep: at most, or at least, a number. */
export interface Bound {
  readonly what: string;
  readonly measured: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly unit: string;
}

/** Runs a script of bench/ and reads the JSON that it prints. */
export type Run = (script: string, ...args: readonly string[]) => unknown;

interface LaidOut {
  readonly zones: number;
  readonly conduits: number;
  readonly lines: number;
  readonly ours: number;
  readonly bare: number;
}

interface Seen {
  readonly zones: number;
  readonly conduits: number;
  readonly first: number;
  readonly edits: { readonly middle: number; readonly p95: number; readonly asked: number; readonly drawn: number };
  readonly pan: { readonly whole: number; readonly actual: number };
}

export function diagramBounds(run: Run): Bound[] {
  layoutRows(run('layout.ts') as readonly LaidOut[]);
  const reason = whyNoVscode();
  if (reason !== undefined) {
    console.log(`diagram in the webview: not measured, ${reason}`);
    return [];
  }
  return webviewBounds(run('webview.ts') as { readonly fifty: Seen; readonly threeHundred: Seen });
}

function layoutRows(rows: readonly LaidOut[]): void {
  for (const { zones, conduits, lines, ours, bare } of rows)
    console.log(
      `layout of ${zones} zones, ${conduits} conduits in ${lines} lines: ${ours.toFixed(0)} ms, elkjs alone ${bare.toFixed(0)} ms, ratio ${(ours / bare).toFixed(2)}`,
    );
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return;
  const slope = (of: (row: LaidOut) => number): string =>
    (Math.log(of(last) / of(first)) / Math.log(last.zones / first.zones)).toFixed(2);
  console.log(`slope ${slope((r) => r.ours)}, elkjs alone ${slope((r) => r.bare)}`);
}

function webviewBounds({ fifty, threeHundred }: { readonly fifty: Seen; readonly threeHundred: Seen }): Bound[] {
  for (const { zones, conduits, first, edits, pan } of [fifty, threeHundred])
    console.log(
      `webview, ${zones} zones, ${conduits} lines: first picture ${first.toFixed(0)} ms; edit ${edits.middle.toFixed(0)} ms, ` +
        `p95 ${edits.p95.toFixed(0)} (to the webview ${edits.asked.toFixed(0)}, there ${edits.drawn.toFixed(0)}); ` +
        `pan ${pan.whole.toFixed(0)} frames/s whole, ${pan.actual.toFixed(0)} at 100 %`,
    );
  return [
    { what: 'model to picture in the webview, 300 zones', measured: threeHundred.first, atMost: 1500, unit: 'ms' },
    { what: 'edit to picture in the webview, 50 zones', measured: fifty.edits.middle, atMost: 300, unit: 'ms' },
    { what: 'pan in the webview, 300 zones whole', measured: threeHundred.pan.whole, atLeast: 50, unit: 'frames/s' },
    {
      what: 'pan in the webview, 300 zones at 100 %',
      measured: threeHundred.pan.actual,
      atLeast: 50,
      unit: 'frames/s',
    },
  ];
}
