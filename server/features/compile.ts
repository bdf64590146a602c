/** A policy as rules for its firewalls, for *Compile Rules...*. */
import { unapprovedAccesses } from '../../language/access/index.ts';
import { type CompileOptions, compilePolicy } from '../../language/compile/index.ts';
import type { Place } from '../../language/model/policy.ts';
import { MEANING_FINDINGS } from '../../language/pipeline.ts';
import { uriIn } from '../places.ts';
import type { CompileAnswer, CompileParams, SourceRange } from '../protocol/messages.ts';
import type { Snapshot } from '../snapshot.ts';

/** Nothing is compiled while a text of the policy has no meaning. `version`: of the tool, for headers. */
export function compile(snapshot: Snapshot, params: CompileParams, version: string): CompileAnswer {
  const range = (place: Place): SourceRange => {
    const { line, column, endLine, endColumn } = place;
    return { uri: uriIn(snapshot.folder, place.file), line, column, endLine, endColumn };
  };
  const meaningless = snapshot
    .findings()
    .filter((f) => f.severity === 'error' && (MEANING_FINDINGS.has(f.check) || f.check === 'unreadable-file'));
  if (meaningless.length > 0)
    return { outputs: [], errors: meaningless.map((f) => ({ message: f.message, place: range(f.place) })) };
  const options: CompileOptions = {
    now: snapshot.now,
    target: params.target,
    version,
    ...(params.firewall === undefined ? {} : { firewall: params.firewall }),
    ...(params.fallbacks === undefined ? {} : { fallbacks: params.fallbacks }),
    ...(params.horizonDays === undefined ? {} : { horizonDays: params.horizonDays }),
  };
  const { outputs, errors } = compilePolicy(snapshot.policy, options);
  const unapproved = unapprovedAccesses(snapshot.policy, snapshot.now).map((a) => a.name);
  return {
    ...(unapproved.length === 0 ? {} : { unapproved }),
    outputs: outputs.map(({ firewall, target, file, text, bytes, rollback, rules, refused, lines }) => ({
      firewall,
      target,
      file,
      text,
      ...(bytes === undefined ? {} : { bytes: base64(bytes) }),
      ...(rollback === undefined ? {} : { rollback }),
      rules,
      refused,
      lines: lines.map((l) => ({ line: l.line, rule: l.rule, origins: l.origins.map((o) => range(o.place)) })),
    })),
    errors: errors.map((e) =>
      e.place === undefined ? { message: e.message } : { message: e.message, place: range(e.place) },
    ),
  };
}

/** For JSON; made of what browsers have too. */
function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
