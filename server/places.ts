/** URIs, paths, places and ranges: what the protocol says and what the language says of the same spot. */
import type { Location, Range } from 'vscode-languageserver';
import { URI, Utils } from 'vscode-uri';
import type { Place } from '../language/model/policy.ts';
import { LIBRARY_SCHEME, OLD_SCHEME } from './protocol/messages.ts';

const LIBRARY_PREFIX = 'library:';

/** One spelling per resource: clients differ in what they escape. */
export function normalUri(uri: string): string {
  try {
    return URI.parse(uri).toString();
  } catch {
    return uri;
  }
}

/** The folder that a resource lies in. */
export function folderOf(uri: string): string {
  return Utils.dirname(URI.parse(uri)).toString();
}

/** Name of a resource without its folders. */
export function nameOf(uri: string): string {
  return Utils.basename(URI.parse(uri));
}

/** One spelling per folder: without a slash at its end, but for the root of a file system. */
export function normalFolder(uri: string): string {
  const normal = URI.parse(normalUri(uri));
  return normal.with({ path: normal.path.replace(/\/+$/, '') || '/' }).toString();
}

/** A file that lies in a folder. */
export function fileIn(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** Whether a resource is a folder or lies anywhere below it. */
export function isWithin(folder: string, uri: string): boolean {
  return uri === folder || uri.startsWith(fileIn(folder, ''));
}

/** The folders around a resource, nearest first. */
export function foldersAround(uri: string): string[] {
  const out: string[] = [];
  for (let folder = folderOf(uri), last = uri; folder !== last; last = folder, folder = folderOf(folder))
    out.push(folder);
  return out;
}

/** Path of a resource relative to a policy's folder, with `/`; the library's files keep their own name. */
export function pathIn(folder: string, uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme === LIBRARY_SCHEME) return LIBRARY_PREFIX + parsed.path.replace(/^\//, '');
  if (folder === uri) return Utils.basename(parsed);
  return parsed.path.slice(URI.parse(folder).path.replace(/\/$/, '').length + 1);
}

/** The resource of a path that findings and places name. */
export function uriIn(folder: string, path: string): string {
  if (path.startsWith(LIBRARY_PREFIX))
    return URI.from({ scheme: LIBRARY_SCHEME, path: `/${path.slice(LIBRARY_PREFIX.length)}` }).toString();
  const parsed = URI.parse(folder);
  // Where nothing is a folder - an untitled text, an older version - a document is its own policy ({@link pathIn}).
  if (parsed.scheme !== 'file' && Utils.basename(parsed) === path) return folder;
  return Utils.joinPath(parsed, ...path.split('/')).toString();
}

/** The resource of a path in the older version that a review compares with. */
export function oldUriOf(path: string): string {
  return path.startsWith(LIBRARY_PREFIX)
    ? uriIn('', path)
    : URI.from({ scheme: OLD_SCHEME, path: `/${path}` }).toString();
}

export function isLibraryPath(path: string): boolean {
  return path.startsWith(LIBRARY_PREFIX);
}

export function rangeOf(place: Place): Range {
  return {
    start: { line: place.line, character: place.column },
    end: { line: place.endLine, character: place.endColumn },
  };
}

export function locationOf(folder: string, place: Place): Location {
  return { uri: uriIn(folder, place.file), range: rangeOf(place) };
}
