/** The page docs/targets/README.md: what each target can hold and what it refuses, read off the targets themselves. */
import { loadPolicy } from '../pipeline.ts';
import { type Capabilities, compilePolicy, TARGETS, type Target } from './index.ts';

const TIMES: Readonly<Record<Capabilities['times'], string>> = {
  exact: 'exact',
  native: "the device's own",
  absolute: 'intervals until the horizon',
  none: 'refused',
};

/** Capabilities as columns: their heading, and what a reader has to know of it. */
const COLUMNS: readonly (readonly [heading: string, cell: (target: Target) => string, meaning: string])[] = [
  ['IPv6', (t) => yes(t.capabilities.ipv6), 'Addresses of both families. Elsewhere rules of IPv6 are refused.'],
  [
    'interfaces',
    (t) => yes(t.capabilities.interfaces),
    "Packets are matched by the interfaces, or the device's zones, that they cross; elsewhere by their addresses alone.",
  ],
  [
    'stateful',
    (t) => yes(t.capabilities.stateful),
    'The device tells replies from new connections. Elsewhere replies have entries of their own: of TCP by flags; of anything else only with the fallback `stateless-replies`.',
  ],
  [
    'one-way',
    (t) => yes(t.capabilities.oneWay),
    'Replies to a one-way permission are held back. Elsewhere one-way permissions are refused, or with `one-way-replies` written as any other.',
  ],
  [
    'times',
    (t) => TIMES[t.capabilities.times],
    'Schedules and windows. *Intervals until the horizon* are absolute, for `--horizon` days, closed afterwards; the header says until when.',
  ],
  [
    'inside a zone',
    (t) => yes(t.capabilities.inside),
    'Traffic inside a zone `enforced by` the firewall. Elsewhere its rules are refused.',
  ],
  [
    'to the firewall',
    (t) => yes(t.capabilities.input),
    'Rules that name the firewall as their target. Elsewhere they are refused.',
  ],
  ['logs', (t) => yes(t.capabilities.logs), 'Rules with `log` log new connections, with the id of the rule.'],
  ['layer 2', (t) => yes(t.capabilities.layer2), 'Rules for Ethernet types. Elsewhere that part of a rule is refused.'],
];

function yes(can: boolean): string {
  return can ? 'yes' : '-';
}

/** Which targets give a rollback: asked of outputs of an empty policy. */
async function withRollback(): Promise<ReadonlySet<string>> {
  const { policy } = await loadPolicy([{ path: 'empty.seg', text: '' }]);
  const made = [...TARGETS.keys()].flatMap((target) => compilePolicy(policy, { now: 0, target, version: '0' }).outputs);
  return new Set(made.filter((o) => o.rollback !== undefined).map((o) => o.target));
}

/** The page, as Markdown. */
export async function targetsPage(): Promise<string> {
  const rollbacks = await withRollback();
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [...TARGETS.values()].map((t) =>
    row([`[${t.name}](${t.name}.md)`, ...COLUMNS.map(([, cell]) => cell(t)), yes(rollbacks.has(t.name))]),
  );
  const files = (t: Target) =>
    (t.parts ?? ['']).map((p) => `\`FW${p === '' ? '' : `.${p}`}.${t.extension}\``).join(', ');
  const about = [...TARGETS.values()].map((t) =>
    row([`[${t.name}](${t.name}.md)`, t.title, files(t), t.fallbacks.map((f) => `\`${f.name}\``).join(', ') || '-']),
  );
  const fallbacks = new Map([...TARGETS.values()].flatMap((t) => t.fallbacks.map((f) => [f.name, f.meaning] as const)));
  return `${[
    '# Targets',
    '',
    'Generated from the targets themselves by `scripts/generate-docs-targets.ts`. Every target that a device reads is judged by an evaluator of its own, on random',
    'policies, by packets at random and at every boundary (`npm run property -- --runs 10000 --target T`); nftables and iptables by the Linux kernel as well. What a',
    'target cannot hold exactly it refuses, with the rule and the reason, and then nothing is written - unless the user chose a fallback by name.',
    '',
    row(['target', 'what reads it', 'files of a firewall FW', 'fallbacks']),
    row(['---', '---', '---', '---']),
    ...about,
    '',
    'On the wire of a zone, and inside a zone that a firewall enforces, only its address tells who sent a packet. Whatever the target, every device has to check sources',
    '(anti-spoofing, unicast reverse-path forwarding): whoever forges one gets what its owner may do.',
    '',
    '## What each can hold',
    '',
    row(['target', ...COLUMNS.map(([h]) => h), 'rollback']),
    row(['---', ...COLUMNS.map(() => '---'), '---']),
    ...table,
    '',
    ...COLUMNS.map(([heading, , meaning]) => `- **${heading}**: ${meaning}`),
    '- **rollback**: `bulkhead compile --rollback` writes what takes the rules off the device again.',
    '',
    'Targets are given denies before allows and, among those that cross the firewall alike, rules that log first: what several rules hold is logged if one of them logs.',
    '',
    '## Fallbacks',
    '',
    row(['fallback', 'what the output then does']),
    row(['---', '---']),
    ...[...fallbacks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, meaning]) => row([`\`${name}\``, meaning])),
    '',
  ].join('\n')}`;
}
