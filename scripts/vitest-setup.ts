/** Before any test: generated files are current, also where vitest is called by itself. */
import { generate } from './generate.ts';

export default function setup(): void {
  try {
    generate();
  } catch (error) {
    console.error(
      `The generated files are not current: ${error instanceof Error ? error.message.split('\n', 1)[0] : error}`,
    );
  }
}
