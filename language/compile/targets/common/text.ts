/** Text from a policy made harmless: one line of an alphabet that the device takes, and names that no device minds. */

export interface TextLimits {
  /** What one character may be, as a RegExp class without brackets; default printable ASCII, `\x20-\x7e`. */
  readonly allowed?: string;
  /** Of `allowed`, what may not be: the format's quotes and escapes. As a RegExp class without brackets. */
  readonly not?: string;
  /** Stands for every other character. Default `?`. */
  readonly instead?: string;
  /** At most so many characters. */
  readonly limit: number;
}

/** Characters for people on one line: letters of every script, nothing that ends a line or turns the direction of text. */
export const UNICODE_LINE = String.raw`\p{L}\p{M}\p{N}\p{P}\p{S} `;

/** A text as one line of an alphabet, cut to a length. What an alphabet does not hold is replaced, character by character. */
export function cleanLine(text: string, { allowed = '\\x20-\\x7e', not, instead = '?', limit }: TextLimits): string {
  // Nobody reads beyond; a text of megabytes is not worth the replacing.
  const cut = text.length <= limit ? text : [...text.slice(0, 2 * limit)].slice(0, limit).join('');
  const out = cut.replace(others(`[^${allowed}]`), instead);
  return not === undefined ? out : out.replace(others(`[${not}]`), instead);
}

const patterns = new Map<string, RegExp>();

function others(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'gu');
  patterns.set(pattern, known);
  return known;
}

/** A value as JSON in which no character turns the direction of text, ends a line elsewhere, or hides: those are escaped. */
export function harmlessJson(value: unknown, indent?: number): string {
  const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f\p{Zl}\p{Zp}]|(?=\p{Cf})[\0-\uffff]/gu,
    escaped,
  );
}

export interface NameLimits {
  /** Longest name, numbers against collision included. */
  readonly limit: number;
  /** What a name may be made of, as a RegExp class without brackets. Default `A-Za-z0-9_`; holds digits in any case. */
  readonly allowed?: string;
  /** Between what is left when other characters are taken out, and before a number. Default `_`; must be allowed. */
  readonly joint?: string;
  /** Put before a name that would begin otherwise than with a letter. Default none. */
  readonly prefix?: string;
  /** The device does not tell `a` from `A`. */
  readonly ignoreCase?: boolean;
  /** Names that are the device's own, and keywords. */
  readonly reserved?: readonly string[];
}

/** Gives names within a device's limits, no two alike; the same request gets the same name. */
export class NameAllocator<Name extends string = string> {
  /** By name, as the device tells them apart, what it was given for; undefined: it is the device's own. */
  private readonly takers = new Map<string, string | undefined>();
  /** Names with numbers, which the text does not tell. */
  private readonly numbered = new Map<string, Name>();
  private readonly limits: NameLimits;
  private readonly others: RegExp;

  constructor(limits: NameLimits) {
    this.limits = limits;
    this.others = new RegExp(`[^${limits.allowed ?? 'A-Za-z0-9_'}]+`, 'gu');
    for (const name of limits.reserved ?? []) this.takers.set(this.folded(name), undefined);
  }

  /**
   * A name for a text, which may be anything; it ought to begin with a word of the exporter's own. `shown`: what the name is made of,
   * where the whole text is too long to be read.
   */
  name(text: string, shown: string = text): Name {
    const { limit, joint = '_' } = this.limits;
    const stem = this.stem(shown);
    const plain = this.cut(stem, limit);
    if (plain !== '' && this.isOrBecomes(plain, text)) return plain as Name;
    const known = this.numbered.get(text);
    if (known !== undefined) return known;
    let free = '';
    for (let n = 2; free === '' || !this.isOrBecomes(free, text); n++) {
      const tail = `${joint}${n}`;
      free = `${this.cut(stem, limit - tail.length)}${tail}`;
    }
    this.numbered.set(text, free as Name);
    return free as Name;
  }

  private stem(shown: string): string {
    const { limit, joint = '_', prefix = '' } = this.limits;
    const cut = shown.length > 4 * limit ? shown.slice(0, 4 * limit) : shown;
    let stem = cut.replace(this.others, joint);
    if (joint !== '') {
      while (stem.endsWith(joint)) stem = stem.slice(0, -joint.length);
      while (stem.startsWith(joint)) stem = stem.slice(joint.length);
    }
    return prefix === '' || /^[A-Za-z]/.test(stem) ? stem : `${prefix}${stem}`;
  }

  private cut(stem: string, limit: number): string {
    if (stem.length <= limit) return stem;
    const { joint = '_' } = this.limits;
    const cut = stem.slice(0, limit);
    return joint !== '' && cut.endsWith(joint) ? cut.slice(0, -joint.length) : cut;
  }

  /** Whether a name is a text's own, or was free and is now. */
  private isOrBecomes(name: string, text: string): boolean {
    const folded = this.folded(name);
    const taker = this.takers.get(folded);
    if (taker !== undefined || this.takers.has(folded)) return taker === text;
    this.takers.set(folded, text);
    return true;
  }

  private folded(name: string): string {
    return this.limits.ignoreCase ? name.toLowerCase() : name;
  }
}
