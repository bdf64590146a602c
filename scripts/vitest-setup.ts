/** Before any test: generated files are current, also where vitest is called by itself. */
import { generate } from './generate.ts';

export default function setup(): void {
  generate();
}
