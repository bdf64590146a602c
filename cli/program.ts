/** The command line as one tree of commands. Each command is a file of commands/; what it needs of `language` it loads when it runs. */
import { Command, type CommanderError } from 'commander';
import { accessCommand } from './commands/access.ts';
import { blastCommand } from './commands/blast.ts';
import { checkCommand } from './commands/check.ts';
import { compileCommand } from './commands/compile.ts';
import { completionCommand } from './commands/completion.ts';
import { cutCommand } from './commands/cut.ts';
import { diagramCommand } from './commands/diagram.ts';
import { diffCommand } from './commands/diff.ts';
import { expectCommand } from './commands/expect.ts';
import { explainCommand } from './commands/explain.ts';
import { explainRuleCommand } from './commands/explain-rule.ts';
import { fmtCommand } from './commands/fmt.ts';
import { initCommand } from './commands/init.ts';
import { inventoryCommand } from './commands/inventory.ts';
import { lspCommand } from './commands/lsp.ts';
import { modelCommand } from './commands/model.ts';
import { observeCommand } from './commands/observe.ts';
import { queryCommand } from './commands/query.ts';
import { reportCommand } from './commands/report.ts';
import { watchCommand } from './commands/watch.ts';
import { whoCanReachCommand } from './commands/who-can-reach.ts';
import { EXIT } from './errors.ts';
import { withExamples } from './options.ts';

const COMMANDS = [
  checkCommand,
  compileCommand,
  diagramCommand,
  blastCommand,
  whoCanReachCommand,
  cutCommand,
  explainCommand,
  explainRuleCommand,
  expectCommand,
  queryCommand,
  modelCommand,
  observeCommand,
  accessCommand,
  inventoryCommand,
  reportCommand,
  diffCommand,
  fmtCommand,
  initCommand,
  watchCommand,
  lspCommand,
  completionCommand,
];

/** All commands. Wrong use prints what was wrong and ends with code 2. */
export function createProgram(version: string): Command {
  const program = new Command('bulkhead')
    .description(
      'Checks, draws and compiles the network segmentation policy of a plant: zones and conduits in .seg files.',
    )
    .version(version, '-V, --version')
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what is possible)');
  withExamples(program, [
    ['bulkhead check', 'what is wrong with the policy of this folder'],
    ['bulkhead compile -o rules/', 'firewall rules, a file a firewall'],
    ['bulkhead blast JUMP-1', 'what an attacker on JUMP-1 can reach'],
  ]);
  for (const create of COMMANDS) program.addCommand(leaveKindly(create()));
  return leaveKindly(program);
}

function leaveKindly(command: Command): Command {
  command.exitOverride((error: CommanderError) => {
    process.exit(error.exitCode === 0 ? EXIT.clean : EXIT.unusable);
  });
  command.showHelpAfterError('(--help shows what is possible)');
  for (const child of command.commands) leaveKindly(child);
  return command;
}
