/** Where a report says the policy is enforced: firewalls, their interfaces and how many rules each carries. */
import { countRules } from '../compile/index.ts';
import type { Firewall } from '../model/policy.ts';
import { type Cell, placeText, type Section } from './content.ts';
import type { Subject } from './subject.ts';

export function enforcementSection(subject: Subject): Section {
  const { policy, compiled } = subject;
  return {
    id: 'enforcement',
    title: 'Enforcement points',
    basis: 'ZCR 6.4',
    paragraphs: [
      policy.firewalls.length === 0
        ? 'The policy declares no firewall: its rules are compiled as if one parted every two zones.'
        : 'Every rule is enforced on each firewall of the path between its zones.',
    ],
    tables: [
      {
        id: 'firewalls',
        title: 'Firewalls',
        columns: [
          'Firewall',
          'Title',
          'Platform',
          'Interfaces',
          'Rules',
          'Rules at most',
          'Fails',
          'Twin of',
          'Stated at',
        ],
        rows: policy.firewalls.map((firewall) => firewallRow(subject, firewall)),
        empty: 'No firewall is declared.',
      },
      {
        id: 'not-enforced',
        title: 'Permissions that no firewall can carry',
        columns: ['What', 'Stated at'],
        rows: compiled.errors.map(({ message, place }) => [message, placeText(place)]),
        empty: 'Every permission has its place.',
      },
    ],
  };
}

function firewallRow({ policy, compiled }: Subject, firewall: Firewall): Cell[] {
  const rules = compiled.firewalls.find((f) => f.firewall === firewall.name);
  const zones = (refs: readonly number[]) => refs.map((z) => policy.zones[z]?.id ?? '').join(', ');
  return [
    firewall.name,
    firewall.title ?? '',
    firewall.platform ?? '',
    firewall.interfaces.map(
      (i) =>
        `${i.name} to ${zones(i.zones)}${i.addresses.length > 0 ? ` at ${i.addresses.map((a) => a.text).join(', ')}` : ''}`,
    ),
    rules === undefined ? '0' : String(countRules(rules)),
    firewall.rulesAtMost === undefined ? '' : String(firewall.rulesAtMost.value),
    firewall.fails ?? '',
    firewall.twinOf === undefined ? '' : (policy.firewalls[firewall.twinOf]?.name ?? ''),
    placeText(firewall.place),
  ];
}
