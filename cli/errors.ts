/** What the command line throws: an error of the user's input, shown as one message without a stack, exit code 2. */

/** Wrong use, or input that cannot be read. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Exit codes of every command. */
export const EXIT = { clean: 0, findings: 1, unusable: 2 } as const;
