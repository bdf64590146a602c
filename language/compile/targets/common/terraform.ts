/** Pieces of Terraform's JSON syntax: text that no template reads, the comment that every file begins with. */
import { cleanLine, type TextLimits } from './text.ts';

/** Text in which Terraform finds no `${...}` and no `%{...}`. */
export function plainText(text: string, limits: TextLimits): string {
  return cleanLine(text, { ...limits, not: `\${}%${limits.not ?? ''}` });
}

/** A reference to something else in the configuration; `path` is the exporter's own. */
export function reference(path: string): string {
  return `\${${path}}`;
}
