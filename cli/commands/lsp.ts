/** `bulkhead lsp`: the language server over standard input and output, for any editor that speaks LSP. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { InputError } from '../errors.ts';
import { withExamples } from '../options.ts';

/** The server's bundle, beside the program's own folder: the one that VS Code starts too. */
const SERVER = join(dirname(fileURLToPath(import.meta.url)), '..', 'server.cjs');

export function lspCommand(): Command {
  const command = new Command('lsp')
    .description('Run the language server, for an editor that speaks LSP. Ends when the editor does.')
    .option('--stdio', 'speak on standard input and output (the only way there is, and the default)')
    .option('--clientProcessId <pid>', 'process of the editor; the server ends with it');
  return withExamples(command, [['bulkhead lsp --stdio', 'what an editor is told to start']]).action(run);
}

async function run(): Promise<void> {
  if (!existsSync(SERVER))
    throw new InputError('The language server is missing beside the program. Build it again: npm run build');
  // The protocol's library reads its channel from the arguments.
  if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
  await import(pathToFileURL(SERVER).href);
}
