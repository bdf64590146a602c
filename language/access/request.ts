/** Asking for vendor access: writes an `access` block that nobody has approved yet. */
import { appendDeclarations, freeName, quoted } from '../checks/edits.ts';
import { formatText } from '../format/format.ts';
import type { AccessDecl } from '../grammar/generated/ast.ts';
import { parseSource } from '../model/source.ts';
import { localInstant } from '../model/timezone.ts';
import { writeName } from '../resolve/names.ts';
import { type AccessOutcome, changeOf, type Ground, type Standing, stand } from './change.ts';

export interface AccessRequest {
  /** Default: made of the vendor's name. */
  readonly name?: string;
  readonly title?: string;
  readonly vendor?: string;
  /** As rules are written, `allow` left out: `JUMP-1 -> ENG-1 : rdp`. */
  readonly rules: readonly string[];
  /** Date or date-time on the policy's wall clock: `2031-03-04T08:00`. */
  readonly from: string;
  readonly until: string;
  /** As after `every`: `tue, thu 08:00-12:00`. */
  readonly every?: readonly string[];
  readonly requires?: readonly string[];
  readonly owner?: string;
  readonly ticket?: string;
  /** The file of the policy to write into; default the one that holds accesses already, else the policy's first. */
  readonly file?: string;
}

/** What a session is asked for by default, as NERC CIP-005 R2 has it. */
export const REQUIREMENTS = ['mfa', 'session-recording'] as const;

/** The change that a request makes. Refused where the access would be in error, or fits no window that the policy grants. */
export async function requestAccess(ground: Ground, request: AccessRequest): Promise<AccessOutcome> {
  const before = await stand(ground);
  const name = request.name?.trim() || freeName(before.context, nameOf(request.vendor));
  const { policy } = before.loaded;
  if (policy.accesses.some((a) => a.name === name))
    return { problem: `There is an access ${name} already: give this one another name.` };
  const wrong = wrongWindow(policy.header.timezone, request, ground.now);
  if (wrong !== undefined) return { problem: wrong };
  const declaration = declarationOf(name, request);
  if ('problem' in declaration) return declaration;
  const file = fileFor(before, request.file);
  if (typeof file !== 'string') return file;
  const edits = appendDeclarations(before.context, file, [declaration.text]);
  return changeOf(ground, before, edits, { access: name, kind: 'opens' });
}

/** Why a window cannot be granted at all; undefined where it can. Whether it is too long, a check says. */
function wrongWindow(timezone: string, { from, until }: AccessRequest, now: number): string | undefined {
  const [begins, ends] = [instantOf(timezone, from, 'from'), instantOf(timezone, until, 'until')];
  for (const [instant, text] of [
    [begins, from],
    [ends, until],
  ] as const)
    if (instant === undefined)
      return `${text} is no time. Write it as 2031-03-04 or 2031-03-04T08:00, on the policy's clock (${timezone}).`;
  if ((ends ?? 0) <= (begins ?? 0)) return `The window ends, ${until}, before it begins, ${from}.`;
  return (ends ?? 0) <= now ? `The window is over: it ends ${until}, on the policy's clock (${timezone}).` : undefined;
}

/** The instant (epoch ms) that a written time means as an edge of a window; undefined where there is no such time. */
export function instantOf(timezone: string, written: string, edge: 'from' | 'until'): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/.exec(written);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = edge === 'from' ? 0 : 24, minute = 0] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  return localInstant(timezone, { year, month, day, hour, minute }, edge);
}

function nameOf(vendor = ''): string {
  const words =
    vendor
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .match(/[A-Za-z0-9]+/g) ?? [];
  const name = words.join('-');
  return /[A-Za-z]/.test(name) ? `${name}-access` : 'Access';
}

function fileFor({ loaded }: Standing, file: string | undefined): string | { problem: string } {
  const own = loaded.policy.files.filter((f) => !f.library).map((f) => f.path);
  if (file !== undefined)
    return own.includes(file)
      ? file
      : { problem: `${file} is no file of this policy. There are ${own.slice(0, 12).join(', ')}.` };
  const { accesses, header } = loaded.policy;
  return (
    accesses.at(-1)?.place.file ??
    header.place?.file ??
    own[0] ?? { problem: 'There is no .seg file to write the access into.' }
  );
}

/** The declaration laid out, after making sure that it is one access and holds what was asked for: text of a form is never syntax. */
function declarationOf(name: string, request: AccessRequest): { readonly text: string } | { readonly problem: string } {
  const written = writeName(name);
  if (written === undefined)
    return { problem: 'A name has at least one character, no line break and no single quote.' };
  if (request.rules.length === 0)
    return { problem: 'An access says who may open what to whom: give it at least one rule.' };
  for (const rule of request.rules) {
    const wrong = wrongRule(rule);
    if (wrong !== undefined) return { problem: wrong };
  }
  const members = membersOf(request);
  const rules = request.rules.map((rule) => `allow ${bare(rule)}`);
  const title = request.title?.trim() ? ` ${quoted(request.title.trim())}` : '';
  const text = `access ${written}${title} {\n${[...members, ...rules].map((line) => `  ${line}\n`).join('')}}`;
  const parsed = soleAccess(text);
  const read = parsed?.body?.members ?? [];
  // `from` and `until` share a line and are two members.
  const wanted = members.length + 1 + rules.length;
  if (read.length !== wanted || read.filter((m) => m.$type === 'RuleDecl').length !== rules.length)
    return { problem: 'What was given does not make one access: look at the days, the requirements and the rules.' };
  return { text: formatText(`${text}\n`).newText.trimEnd() };
}

function membersOf({
  vendor,
  from,
  until,
  every = [],
  requires = REQUIREMENTS,
  owner,
  ticket,
}: AccessRequest): string[] {
  const text = (word: string, value: string | undefined): string[] =>
    value?.trim() ? [`${word} ${quoted(value.trim())}`] : [];
  return [
    ...text('vendor', vendor),
    `from ${from} until ${until}`,
    ...every.map((days) => `every ${days.replace(/[\r\n]/g, ' ')}`),
    ...(requires.length === 0
      ? []
      : [`requires ${requires.map((r) => writeName(r) ?? `'${r.replace(/['\r\n]/g, '')}'`).join(', ')}`]),
    ...text('owner', owner),
    ...text('ticket', ticket),
  ];
}

function bare(rule: string): string {
  return rule.trim().replace(/^allow\s+/, '');
}

/** Why a text is not one rule; undefined where it is. */
function wrongRule(rule: string): string | undefined {
  const how = 'Write it as SOURCE -> TARGET : SERVICE, for example JUMP-1 -> ENG-1 : rdp.';
  if (/[\r\n]/.test(rule)) return `A rule is one line. ${how}`;
  const access = soleAccess(`access A {\n  allow ${bare(rule)}\n}`);
  return access?.body?.members.length === 1 ? undefined : `"${rule.trim()}" is no rule of an access. ${how}`;
}

/** The one access that a text declares; undefined where it is anything else, or has a syntax error. */
function soleAccess(text: string): AccessDecl | undefined {
  const { parsed, ast } = parseSource({ path: 'request.seg', text });
  const { result } = parsed;
  if (result === undefined || result.lexerErrors.length > 0 || result.parserErrors.length > 0) return undefined;
  const [first, ...others] = ast?.declarations ?? [];
  return first?.$type === 'AccessDecl' && others.length === 0 ? first : undefined;
}
