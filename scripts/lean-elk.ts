/**
 * elkjs without what only slows it down. It is Java, compiled to JavaScript with every cast checked while it runs - in a program that
 * works none of these checks ever fails, and they take a fifth of a layout's time - and it works out the hash of a property's name anew
 * at every look-up. The layouts are the same (language/diagram/layout/lean-elk.test.ts).
 */

interface Change {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

const CHANGES: readonly Change[] = [
  {
    what: 'the checked cast',
    from: 'function FD(a,b){zFb(a==null||ED(a,b));return a}',
    to: 'function FD(a,b){return a}',
  },
  {
    what: "the hash of a property's name",
    from: 'function mLd(){return Bhb(this.b)}',
    to: 'function mLd(){return this.hash===undefined?this.hash=Bhb(this.b):this.hash}',
  },
];

/**
 * @param source - Text of elkjs/lib/elk.bundled.js.
 * @throws Error where a place to change is not there exactly once: another version of elkjs, whose names are to be looked up.
 */
export function leanElk(source: string): string {
  return CHANGES.reduce((text, { what, from, to }) => {
    const parts = text.split(from);
    if (parts.length !== 2)
      throw new Error(
        `elkjs has ${what} in ${parts.length - 1} places where scripts/lean-elk.ts looks for it, instead of one. ` +
          'Look up what this version calls it, or leave the change out.',
      );
    return parts.join(to);
  }, source);
}
