/** What a report says of the policy's own tests, of what the checks found, of what was knowingly set aside, and of what is not stated. */
import { checkExpectations } from '../analysis/index.ts';
import type { Severity } from '../checks/finding.ts';
import { countRules } from '../compile/index.ts';
import { type Cell, countOf, placeText, type Section } from './content.ts';
import type { Subject } from './subject.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

export function expectationsSection(subject: Subject): Section {
  const { policy, now, compiled } = subject;
  const rulesOn = (firewall: number) => {
    const rules = compiled.firewalls.find((f) => f.firewall === policy.firewalls[firewall]?.name);
    return rules && countRules(rules);
  };
  const results = checkExpectations(policy, { now, rulesOn });
  const passed = results.filter((r) => r.passed).length;
  return {
    id: 'expectations',
    title: 'Requirements that are tested',
    basis: 'ZCR 6.1',
    paragraphs: [`${passed} of ${countOf(results.length, 'expectation')} ${passed === 1 ? 'holds' : 'hold'}.`],
    tables: [
      {
        id: 'expectations',
        title: 'Expectations',
        columns: ['Expectation', 'Holds', 'Why not', 'Stated at'],
        rows: results.map(({ expectation, passed: holds, message }): Cell[] => {
          const stated = policy.expectations[expectation];
          return [
            stated?.text ?? '',
            holds ? 'yes' : 'no',
            holds ? [] : message.split('\n'),
            stated === undefined ? '' : placeText(stated.place),
          ];
        }),
        empty: 'The policy states no expectation.',
      },
    ],
  };
}

export function findingsSection(subject: Subject): Section {
  const { policy } = subject;
  const findings = subject.findings.filter((f) => !f.mirror);
  const counts = SEVERITIES.map((s) => countOf(findings.filter((f) => f.severity === s).length, words[s])).join(', ');
  const sorted = [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return {
    id: 'findings',
    title: 'Findings',
    paragraphs: [`${counts}.`],
    tables: [
      {
        id: 'findings',
        title: 'What the checks found',
        columns: ['Severity', 'Check', 'What', 'Stated at'],
        rows: sorted.map((f) => [f.severity, f.check, f.message.split('\n'), placeText(f.place)]),
        empty: 'The checks found nothing.',
      },
      {
        id: 'ignored',
        title: 'Set aside, and why',
        columns: ['Check', 'Reason', 'Stated at'],
        rows: policy.ignores.map((i) => [i.check, i.reason ?? '', placeText(i.place)]),
        empty: 'No check is set aside.',
      },
    ],
  };
}

const words: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'hint',
};

/** What the standard asks to be documented and the policy leaves open. */
export function gapsSection({ policy }: Subject): Section {
  const gap = (what: string, things: readonly string[]): Cell[][] => (things.length === 0 ? [] : [[what, things]]);
  const owned = policy.header.owner !== undefined;
  const zones = policy.zones;
  const rows = [
    ...gap('Zones without an accountable owner', owned ? [] : names(zones.filter((z) => z.owner === undefined))),
    ...gap('Zones without a kind', names(zones.filter((z) => z.kind === undefined))),
    ...gap('Zones with assets and without SL-T', names(zones.filter((z) => z.slt === undefined && z.legs.length > 0))),
    ...gap(
      'Zones with assets and without a network',
      names(zones.filter((z) => z.networks.length === 0 && !z.rest && z.legs.length > 0)),
    ),
    ...gap(
      'Conduits without SL-T',
      policy.conduits.filter((c) => c.slt === undefined).map((c) => c.name),
    ),
    ...gap(
      'Assets without an address',
      policy.legs
        .filter((leg) => !leg.dhcp && leg.addressSet.length === 0)
        .map((leg) => policy.assets[leg.asset]?.id ?? ''),
    ),
    ...gap(
      'Permissions without a reason',
      policy.rules
        .filter((r) => r.action === 'allow' && r.because === undefined && r.container.kind !== 'access')
        .map((r) => placeText(r.place)),
    ),
  ];
  return {
    id: 'gaps',
    title: 'Not stated',
    basis: 'ZCR 6',
    paragraphs: [
      'What IEC 62443-3-2 asks to be documented and this policy leaves open. Physical boundaries and access points, the threat environment, organisational policies, tolerable risk and regulatory requirements are no part of a policy: they are to be documented beside it.',
    ],
    tables: [
      {
        id: 'not-stated',
        title: 'Open points',
        columns: ['What', 'Where'],
        rows,
        empty: 'Nothing that a policy can state is left open.',
      },
    ],
  };
}

function names(things: readonly { readonly id: string }[]): string[] {
  return things.map((t) => t.id);
}
