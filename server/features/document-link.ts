/**
 * Document links: from the name of a check - in an ignore, in `bulkhead.json` - to its page, from a CVE to its entry in the national
 * vulnerability database, and to the files that the settings name. They are followed when someone clicks; nothing is fetched.
 */
import { type Node, parseTree } from 'jsonc-parser';
import type { DocumentLink } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkNamed } from '../../language/checks/index.ts';
import { CONFIGURATION_FILE } from '../files/file-system.ts';
import { type rangeOf, uriIn } from '../places.ts';
import type { Snapshot } from '../snapshot.ts';

/** Settings that name files to be read. */
const FILE_SETTINGS: ReadonlySet<string> = new Set(['observed', 'inventory']);

/** A CVE number at the beginning of an exposure's text; what is after it is for people. */
const EXPOSURE = /\bexposure\s+"(CVE-\d{4}-\d{4,7})(?!\d)/g;

/** Links of a file of the policy. `documentation`: URI that a page's path is added to; without it only files are linked. */
export function documentLinks(snapshot: Snapshot, file: string, documentation?: string): DocumentLink[] {
  if (file === CONFIGURATION_FILE) return settingsLinks(snapshot, documentation);
  const ignores = snapshot.policy.ignores
    .filter((i) => i.file === file)
    .flatMap(({ check, place }) => {
      const written = snapshot.text(file)?.slice(place.offset, place.end).indexOf(check) ?? -1;
      if (written < 0 || check === '') return [];
      const start = { line: place.line, character: place.column + written };
      const range = { start, end: { line: place.line, character: start.character + check.length } };
      return pageLink(check, range, documentation);
    });
  return [...ignores, ...weaknessLinks(snapshot, file)];
}

/** From every CVE number of an exposure. */
function weaknessLinks(snapshot: Snapshot, file: string): DocumentLink[] {
  const document = snapshot.document(file);
  if (document === undefined) return [];
  return [...document.getText().matchAll(EXPOSURE)].map(({ 0: all, 1: cve = '', index }) => {
    const offset = index + all.indexOf(cve);
    const range = { start: document.positionAt(offset), end: document.positionAt(offset + cve.length) };
    return {
      range,
      target: `https://nvd.nist.gov/vuln/detail/${cve}`,
      tooltip: `${cve} in the vulnerability database`,
    };
  });
}

function pageLink(check: string, range: ReturnType<typeof rangeOf>, documentation?: string): DocumentLink[] {
  if (documentation === undefined || checkNamed(check) === undefined) return [];
  return [{ range, target: `${documentation}checks/${check}.md`, tooltip: `What ${check} finds, and why` }];
}

function settingsLinks({ configurationText: text, folder }: Snapshot, documentation?: string): DocumentLink[] {
  const root = text === undefined ? undefined : parseTree(text);
  if (text === undefined || root === undefined) return [];
  const document = TextDocument.create(CONFIGURATION_FILE, 'jsonc', 0, text);
  const inside = ({ offset, length }: Node) => ({
    start: document.positionAt(offset + 1),
    end: document.positionAt(offset + length - 1),
  });
  const out: DocumentLink[] = [];
  const visit = (node: Node, setting: string | undefined): void => {
    if (node.type === 'property') {
      const [key, value] = node.children ?? [];
      const name = String(key?.value ?? '');
      if (key !== undefined) out.push(...pageLink(name, inside(key), documentation));
      if (value !== undefined) visit(value, setting ?? name);
      return;
    }
    if (node.type === 'string' && FILE_SETTINGS.has(setting ?? '') && isFile(String(node.value)))
      out.push({ range: inside(node), target: uriIn(folder, String(node.value)) });
    for (const child of node.children ?? []) visit(child, setting);
  };
  visit(root, undefined);
  return out;
}

/** A path within the policy's folder, and no pattern of several. */
function isFile(path: string): boolean {
  return path !== '' && !/[*?{}[\]!()\\]/.test(path) && !path.startsWith('/') && !path.split('/').includes('..');
}
