/** A security level as a table writes it. */
import { FOUNDATIONAL_REQUIREMENTS, type SlVector } from '../model/policy.ts';

/** `2` where all seven are equal, else `IAC 2 UC 2 ...`; empty where none is stated. */
export function slText(vector: SlVector | undefined): string {
  if (vector === undefined) return '';
  const [first] = vector;
  if (vector.every((level) => level === first)) return String(first);
  return FOUNDATIONAL_REQUIREMENTS.map((name, i) => `${name.toUpperCase()} ${vector[i]}`).join(' ');
}
