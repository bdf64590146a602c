/** Security levels: compared requirement by requirement, and written as the language writes them. */
import { FOUNDATIONAL_REQUIREMENTS, type SlVector } from '../model/policy.ts';

/** The foundational requirements in which a level is below another, in their order. */
export function below(level: SlVector, other: SlVector): readonly string[] {
  return FOUNDATIONAL_REQUIREMENTS.filter((_, i) => (level[i] ?? 0) < (other[i] ?? 0)).map((fr) => fr.toUpperCase());
}

/** The requirements as a message names them: one by one, all seven together. */
export function requirementWords(names: readonly string[]): string {
  return names.length === FOUNDATIONAL_REQUIREMENTS.length ? 'every requirement' : names.join(', ');
}

/** In every requirement the higher of the two. */
export function higher(a: SlVector, b: SlVector): SlVector {
  return a.map((level, i) => Math.max(level, b[i] ?? 0)) as unknown as SlVector;
}

/** `2`, or `{ iac 2 uc 2 si 2 dc 1 rdf 2 tre 2 ra 2 }` where the requirements differ. */
export function slText(level: SlVector): string {
  if (level.every((l) => l === level[0])) return String(level[0]);
  return `{ ${FOUNDATIONAL_REQUIREMENTS.map((fr, i) => `${fr} ${level[i]}`).join(' ')} }`;
}
