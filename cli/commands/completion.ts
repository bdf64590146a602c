/** `bulkhead completion`: the script by which a shell completes commands and options. */
import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../completion.ts';
import { withExamples } from '../options.ts';

export function completionCommand(): Command {
  const command = new Command('completion')
    .description('Print the script by which a shell completes bulkhead.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS));
  return withExamples(command, [
    ['source <(bulkhead completion bash)', 'for this bash'],
    ['bulkhead completion zsh > ~/.zfunc/_bulkhead', 'for zsh, where ~/.zfunc is in fpath'],
    ['bulkhead completion fish > ~/.config/fish/completions/bulkhead.fish', 'for fish'],
  ]).action((shell: Shell) => {
    let root: Command = command;
    while (root.parent !== null) root = root.parent;
    process.stdout.write(completionScript(shell, root));
  });
}
