/** Naming a flow file in `observed` of `bulkhead.json`, with every comment of the file kept. */
import { applyEdits, type FormattingOptions, modify, type ParseError, parse, parseTree } from 'jsonc-parser';
import picomatch from 'picomatch';

/**
 * The text of `bulkhead.json` in which `observed` names a file (relative to the policy's folder, with `/`); undefined where a glob of it
 * does already. A sentence where the text is no JSON that an entry could be added to.
 */
export function namingFlows(
  text: string | undefined,
  path: string,
): { readonly text: string } | { readonly problem: string } | undefined {
  const before = text === undefined || text.trim() === '' ? '{}\n' : text;
  const errors: ParseError[] = [];
  const root = parseTree(before, errors, { allowTrailingComma: true });
  if (root?.type !== 'object' || errors.length > 0)
    return {
      problem: 'bulkhead.json is no JSON, so the file is not named in it. Mend it, and add the file to "observed".',
    };
  const observed: unknown = parse(before, [], { allowTrailingComma: true }).observed;
  if (observed !== undefined && !Array.isArray(observed))
    return {
      problem: '"observed" of bulkhead.json is no list, so the file is not named in it. Make it one, and add the file.',
    };
  const globs = (observed ?? []).filter((glob): glob is string => typeof glob === 'string' && glob !== '');
  if (globs.length > 0 && picomatch(globs)(path)) return undefined;
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const formattingOptions: FormattingOptions = { tabSize: 2, insertSpaces: true, eol };
  // What is a glob's syntax in a file's name is to stand for itself.
  const entry = path.replace(/[\\*?[\]{}()!+@]/g, '\\$&');
  const edits =
    observed === undefined
      ? modify(before, ['observed'], [entry], { formattingOptions })
      : modify(before, ['observed', -1], entry, { formattingOptions, isArrayInsertion: true });
  return { text: applyEdits(before, edits) };
}
