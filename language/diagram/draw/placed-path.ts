/** A sign's strokes where it stands: a `transform` on each sign would have a browser compose the picture of a thousand parts at every step of a drag. */

/** What a number of a path is: a place or a length along x or y, a radius, or nothing that has a size. */
type Axis = 'x' | 'y' | 'r' | '-';

interface Stretch {
  readonly command: string;
  readonly numbers: readonly number[];
}

/** The numbers of each command of SVG paths, in turns. */
const AXES: Readonly<Record<string, string>> = {
  m: 'xy',
  l: 'xy',
  h: 'x',
  v: 'y',
  c: 'xyxyxy',
  s: 'xyxy',
  q: 'xyxy',
  a: 'rr---xy',
  z: '',
};

/** Of the signs that there are. */
const read = new Map<string, readonly Stretch[]>();

/** The path at a place, its grid's unit `scale` pixels long. Takes what signs are drawn with, flags of arcs apart from what follows. */
export function placedPath(path: string, x: number, y: number, scale: number): string {
  const placed = (axis: Axis, number: number, absolute: boolean): number => {
    if (axis === '-') return number;
    const origin = !absolute || axis === 'r' ? 0 : axis === 'x' ? x : y;
    return Math.round((origin + number * scale) * 100) / 100;
  };
  return stretchesOf(path)
    .map(({ command, numbers }) => {
      const axes = AXES[command.toLowerCase()] ?? '';
      const absolute = command < 'a';
      return command + numbers.map((n, i) => placed(axes[i % axes.length] as Axis, n, absolute)).join(' ');
    })
    .join('');
}

function stretchesOf(path: string): readonly Stretch[] {
  const known = read.get(path);
  if (known !== undefined) return known;
  const stretches = [...path.matchAll(/([a-z])([^a-z]*)/gi)].map(([, command = '', numbers = '']) => ({
    command,
    numbers: (numbers.match(/-?(\d+\.?\d*|\.\d+)/g) ?? []).map(Number),
  }));
  read.set(path, stretches);
  return stretches;
}
