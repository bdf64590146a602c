/** The levels of the Purdue reference model and what the rail calls them. */
export const PURDUE_LEVELS: ReadonlyMap<number, string> = new Map([
  [5, 'Enterprise network'],
  [4, 'Site business'],
  [3.5, 'Industrial DMZ'],
  [3, 'Site operations'],
  [2, 'Area supervisory'],
  [1, 'Basic control'],
  [0, 'Process'],
]);
