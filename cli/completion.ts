/** Scripts by which shells complete `bulkhead`, made from its tree of commands. */
import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface Flag {
  readonly names: readonly string[];
  readonly meaning: string;
  /** It takes a value. */
  readonly value: boolean;
  readonly choices: readonly string[];
}

/** A command by its path without `bulkhead`: `access request`. */
interface Node {
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly meaning: string }[];
  readonly flags: readonly Flag[];
}

/** The script that a shell reads. */
export function completionScript(shell: Shell, program: Command): string {
  const nodes = [...nodesOf(program, '')];
  return shell === 'bash' ? bash(nodes) : shell === 'zsh' ? zsh(nodes) : fish(nodes);
}

function* nodesOf(command: Command, path: string): Generator<Node> {
  const commands = command.commands.map((c) => ({ name: c.name(), meaning: c.description() }));
  const flags = command.options.filter((o) => !o.hidden).map(flagOf);
  const help: Flag = { names: ['--help'], meaning: 'what is possible', value: false, choices: [] };
  yield { path, commands, flags: [...flags, help] };
  for (const child of command.commands) yield* nodesOf(child, path === '' ? child.name() : `${path} ${child.name()}`);
}

function flagOf({ long, short, description, required, optional, argChoices }: Option): Flag {
  const names = [long, short].filter((n) => n !== undefined && n !== null);
  return { names, meaning: description, value: required || optional, choices: argChoices ?? [] };
}

/** A text in single quotes of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The words of a command: what may stand next. */
function wordsOf({ commands, flags }: Node): string {
  return [...commands.map((c) => c.name), ...flags.flatMap((f) => f.names)].join(' ');
}

function bash(nodes: readonly Node[]): string {
  const paths = nodes.filter((n) => n.path !== '').map((n) => quoted(n.path));
  const choices = nodes.flatMap(({ path, flags }) =>
    flags
      .filter((f) => f.value)
      .map(({ names, choices: values }) => {
        const cases = names.map((name) => quoted(`${path} ${name}`)).join('|');
        const reply = values.length === 0 ? '' : `COMPREPLY=($(compgen -W ${quoted(values.join(' '))} -- "$cur")); `;
        return `    ${cases}) ${reply}return ;;`;
      }),
  );
  const words = nodes.map((node) => `    ${quoted(node.path)}) words=${quoted(wordsOf(node))} ;;`);
  return `# Completion of bulkhead for bash: source <(bulkhead completion bash)
_bulkhead() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" longer words="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    longer="\${path:+$path }\${COMP_WORDS[i]}"
    case "$longer" in
    ${paths.join('|')}) path="$longer" ;;
    esac
  done
  case "$path $prev" in
${choices.join('\n')}
  esac
  case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _bulkhead bulkhead
`;
}

function zsh(nodes: readonly Node[]): string {
  const entry = (name: string, meaning: string): string => quoted(`${name.replaceAll(':', '\\:')}:${meaning}`);
  const paths = nodes.filter((n) => n.path !== '').map((n) => quoted(n.path));
  const choices = nodes.flatMap(({ path, flags }) =>
    flags
      .filter((f) => f.value)
      .map(({ names, choices: values }) => {
        const reply = values.length === 0 ? '_files' : `compadd -- ${values.map(quoted).join(' ')}`;
        return `    ${names.map((n) => quoted(`${path} ${n}`)).join('|')}) ${reply}; return ;;`;
      }),
  );
  const words = nodes.map(({ path, commands, flags }) => {
    const entries = [
      ...commands.map((c) => entry(c.name, c.meaning)),
      ...flags.flatMap((f) => f.names.map((n) => entry(n, f.meaning))),
    ];
    return `    ${quoted(path)}) answers=(${entries.join(' ')}) ;;`;
  });
  return `#compdef bulkhead
# Completion of bulkhead for zsh: bulkhead completion zsh > a file _bulkhead in a folder of $fpath
_bulkhead() {
  local path_so_far="" longer i prev="\${words[CURRENT-1]}"
  local -a line
  line=("\${words[@]}")
  for ((i = 2; i < CURRENT; i++)); do
    longer="\${path_so_far:+$path_so_far }\${line[i]}"
    case "$longer" in
    ${paths.join('|')}) path_so_far="$longer" ;;
    esac
  done
  case "$path_so_far $prev" in
${choices.join('\n')}
  esac
  local -a answers
  case "$path_so_far" in
${words.join('\n')}
  esac
  _describe 'bulkhead' answers
  _files
}
compdef _bulkhead bulkhead
`;
}

function fish(nodes: readonly Node[]): string {
  const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = nodes.flatMap(({ path, commands, flags }) => {
    const seen =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((w) => `__fish_seen_subcommand_from ${w}`)
            .join('; and ');
    const given =
      commands.length > 0 && path !== ''
        ? `${seen}; and not __fish_seen_subcommand_from ${commands.map((c) => c.name).join(' ')}`
        : seen;
    return [
      ...commands.map((c) => `complete -c bulkhead -n ${text(given)} -f -a ${text(c.name)} -d ${text(c.meaning)}`),
      ...flags.map(({ names, meaning, value, choices }) => {
        const forms = names.map((n) => (n.startsWith('--') ? `-l ${n.slice(2)}` : `-s ${n.slice(1)}`)).join(' ');
        const takes = choices.length > 0 ? ` -x -a ${text(choices.join(' '))}` : value ? ' -r' : '';
        return `complete -c bulkhead -n ${text(seen)} ${forms}${takes} -d ${text(meaning)}`;
      }),
    ];
  });
  return `# Completion of bulkhead for fish: bulkhead completion fish > ~/.config/fish/completions/bulkhead.fish\n${lines.join('\n')}\n`;
}
