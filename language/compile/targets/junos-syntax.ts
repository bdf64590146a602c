/** Pieces of Junos `set` commands for an SRX: every name, number and text passes through here, within Junos's limits. */
import { type CidrBlock, formatAddress, formatCidr } from '../../model/addresses.ts';
import type { ServicePart } from './common/parts.ts';
import { cleanLine, NameAllocator, UNICODE_LINE } from './common/text.ts';

/** A command, or a word of one: made by the functions of this file only. */
export type Junos = string & { readonly junos: unique symbol };

const NAME = 63;
const DESCRIPTION = 250;

function junos(text: string): Junos {
  return text as Junos;
}

/** A fixed word of this exporter's own; never text of a policy. */
export function word(literal: string): Junos {
  return junos(literal);
}

/** Words in order, as one command. */
export function command(...words: readonly Junos[]): Junos {
  return junos(words.join(' '));
}

/** A line for people. */
export function commentLine(text: string): Junos {
  return junos(`# ${cleanLine(text, { allowed: UNICODE_LINE, instead: ' ', limit: 1000 })}`);
}

/** Text in double quotes. `?` asks the command line for help, also inside of them. */
export function quoted(text: string): Junos {
  return junos(`"${cleanLine(text, { not: String.raw`"\\?`, instead: '.', limit: DESCRIPTION })}"`);
}

/** Names of zones, sets, policies and schedulers: they begin with a letter. */
export class JunosNames extends NameAllocator<Junos> {
  constructor(reserved: readonly string[] = []) {
    super({ limit: NAME, allowed: 'A-Za-z0-9_-', joint: '-', prefix: 'n-', reserved });
  }
}

/** Whether it can be the name of an interface: `ge-0/0/1.0`, `irb.41`. */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9/:.-]{0,62}$/.test(name) && name !== 'all';
}

/** An interface, for which {@link isInterfaceName} holds. */
export function interfaceName(name: string): Junos {
  return junos(name);
}

/** The IANA name of a time zone, which a policy's loader has checked. */
export function timezoneName(name: string): Junos {
  return junos(name.replace(/[^A-Za-z0-9_+/-]/g, ''));
}

/** The name of an address book's entry for a network says what it holds: `host_10-1-0-5`, `net_2001-db8--_32`. */
export function addressName({ from, prefix }: CidrBlock): Junos {
  const text = formatAddress(from).replace(/[.:]/g, '-');
  return junos(isHost({ from, prefix }) ? `host_${text}` : `net_${text}_${prefix}`);
}

export function addressPrefix(block: CidrBlock): Junos {
  return junos(formatCidr(block));
}

function isHost({ from, prefix }: CidrBlock): boolean {
  return prefix === (from < 1n << 33n ? 32 : 128);
}

/** An application: its name says what it holds. */
export interface Application {
  readonly name: Junos;
  /** What follows `set applications applications NAME`, a command each. */
  readonly terms: readonly Junos[];
}

/**
 * The applications of a part of a rule's services; none for `any`. `application-protocol ignore`: a custom application at a
 * well-known port must not open what its ALG thinks it needs.
 */
export function applications({ proto, ranges, whole }: ServicePart): Application[] {
  if (proto === 'any') return [];
  if (proto === 'ip') return ranges.flatMap(({ from, to }) => numbers(from, to).map(protocolApplication));
  if (proto === 'icmp' || proto === 'icmpv6') {
    const [name, key] = proto === 'icmp' ? ['icmp', 'icmp-type'] : ['icmp6', 'icmp6-type'];
    const base = junos(`protocol ${name}`);
    if (whole) return [{ name: junos(`bh-${name}`), terms: [base] }];
    return ranges.flatMap(({ from, to }) =>
      numbers(from, to).map((n) => ({ name: junos(`bh-${name}-${n}`), terms: [base, junos(`${key} ${n}`)] })),
    );
  }
  const base = [junos(`protocol ${proto}`), junos('application-protocol ignore')];
  if (whole) return [{ name: junos(`bh-${proto}`), terms: base }];
  return ranges.map(({ from, to }) => {
    const ports = from === to ? `${from}` : `${from}-${to}`;
    return { name: junos(`bh-${proto}-${ports}`), terms: [...base, junos(`destination-port ${ports}`)] };
  });
}

function protocolApplication(n: number): Application {
  return { name: junos(`bh-ip-${n}`), terms: [junos(`protocol ${n}`)] };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
