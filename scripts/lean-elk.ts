/**
 * elkjs without what only slows it down. It is Java, compiled to JavaScript with every cast and every store into an array checked while
 * it runs - in a program that works none of these checks ever fails, and they take a fifth of a layout's time. And what elk asks most
 * often is what property an element has: each time it works out the hash of the name anew, makes an array of Java's where there is
 * none, and asks what kind of thing the default is. The layouts are the same (language/diagram/layout/lean-elk.test.ts).
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
  {
    what: 'the look-up of a key',
    from: 'function ytb(a,b){return wtb(a,b,xtb(a,a.b.ze(b)))}',
    to: 'function ytb(a,b){var c=a.a.get(a.b.ze(b));return c==null?null:wtb(a,b,c)}',
  },
  {
    what: 'the first entry of a key',
    from: 'e=(d=a.a.get(g),d==null?OC(VI,nAe,1,0,5,1):d);if(e.length==0){a.a.set(g,e)}',
    to: 'e=(d=a.a.get(g),d==null?[]:d);if(e.length==0){a.a.set(g,e)}',
  },
  {
    what: 'the checked store into an array',
    from: 'function RC(a,b,c){mFb(c==null||JC(a,c));return a[b]=c}',
    to: 'function RC(a,b,c){return a[b]=c}',
  },
  {
    what: 'the look-up of a property',
    from: 'function jQb(a,b){var c,d;d=(!a.q&&(a.q=new _sb),ckb(a.q,b));if(d!=null){return d}c=b.Qg();ND(c,4)&&',
    to: 'function jQb(a,b){var c,d;d=a.q?ckb(a.q,b):null;if(d!=null){return d}c=b.Qg();c!==b.a&&ND(c,4)&&',
  },
  {
    what: "a property's default",
    from: 'function dLd(a){var b;if(ND(a.a,4)){',
    to: 'function dLd(a){var b;if(a.cloned===undefined?a.cloned=ND(a.a,4):a.cloned){',
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
