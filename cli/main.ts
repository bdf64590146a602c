/** Entry of the command line. Answers `--version` at once; everything else loads what it needs. */
import { EXIT, InputError } from './errors.ts';
import { VERSION } from './version.ts';

const args = process.argv.slice(2);

/** A reader that closed its end of the pipe (`| head`) wants no more; that is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.clean);
  throw error;
});

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  try {
    const { createProgram } = await import('./program.ts');
    await createProgram(VERSION).parseAsync(process.argv);
  } catch (error) {
    process.exitCode = EXIT.unusable;
    process.stderr.write(`${explain(error)}\n`);
  }
}

/** One message, never a stack, unless the user asked for it: what is not the input's fault is a defect and says so. */
function explain(error: unknown): string {
  if (error instanceof InputError) return `error: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  const detail = process.env.BULKHEAD_DEBUG && error instanceof Error ? `\n${error.stack}` : '';
  return `error: ${message}\nThis is a defect of Bulkhead; set BULKHEAD_DEBUG=1 to see where.${detail}`;
}
