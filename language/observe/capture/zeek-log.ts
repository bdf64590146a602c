/** Zeek's `conn.log`, as tab-separated text with its header or as JSON lines: one connection a line, gathered into conversations. */
import { parseAddress } from '../../model/addresses.ts';
import {
  type Conversation,
  DIRECTIONS,
  type Direction,
  type FlowProblem,
  type FlowProtocol,
  type Reply,
} from '../conversation.ts';
import { parseInstant, shown } from '../flow-file.ts';
import type { ConversationTable } from './conversation-table.ts';
import { icmpRole, icmpv6Role, type KnownPorts, orient } from './orientation.ts';

/**
 * Zeek's names of protocol analysers, and the services of the library that these are. A name that is not here is passed over: it decides
 * nothing.
 */
export const ZEEK_SERVICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    modbus: 'modbus-tcp',
    dnp3: 'dnp3',
    dnp3_tcp: 'dnp3',
    dnp3_udp: 'dnp3',
    bacnet: 'bacnet-ip',
    enip: 'enip-explicit',
    cip: 'enip-explicit',
    s7comm: 's7comm',
    s7comm_plus: 's7comm-plus',
    opcua_binary: 'opcua',
    bsap: 'bsap-ip',
    mms: 'mms-61850',
    iec104: 'iec104',
    mqtt: 'mqtt',
    http: 'http',
    ssh: 'ssh',
    rdp: 'rdp',
    dns: 'dns',
    ntp: 'ntp',
    smb: 'smb',
    ftp: 'ftp',
    smtp: 'smtp',
    snmp: 'snmp',
    syslog: 'syslog',
    ldap_tcp: 'ldap',
    ldap_udp: 'ldap',
    mysql: 'mysql',
    radius: 'radius',
  }),
);

const MAX_PROBLEMS = 100;
const FIELDS = ['ts', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto'];

type Field = (name: string) => string;

/** Reads one log, line by line. */
export class ZeekLog {
  first = Infinity;
  last = -Infinity;
  readonly problems: FlowProblem[] = [];
  problemCount = 0;
  readonly #table: ConversationTable;
  readonly #known: KnownPorts;
  #line = 0;
  #separator = '\t';
  #unset = '-';
  #columns: ReadonlyMap<string, number> | undefined;
  #hopeless = false;

  constructor(table: ConversationTable, known: KnownPorts) {
    this.#table = table;
    this.#known = known;
  }

  /** The next line, without its end. */
  line(text: string): void {
    this.#line++;
    if (text.trim() === '' || this.#hopeless) return;
    if (text.startsWith('{')) this.#json(text);
    else if (text.startsWith('#')) this.#header(text);
    else this.#row(text);
  }

  #header(text: string): void {
    const separator = /^#separator (\S+)/.exec(text)?.[1];
    if (separator !== undefined)
      this.#separator = separator.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    const [name, ...cells] = text.split(this.#separator);
    if (name === '#unset_field') this.#unset = cells[0] ?? '-';
    if (name === '#path' && cells[0] !== 'conn')
      this.#giveUp(`It is Zeek's ${shown(cells[0] ?? '')} log; connections are in conn.log.`);
    if (name !== '#fields') return;
    this.#columns = new Map(cells.map((c, i) => [c, i]));
    const missing = FIELDS.filter((f) => !cells.includes(f));
    if (missing.length > 0) this.#giveUp(`Its #fields have no ${missing.join(', ')}, so nothing of it can be read.`);
  }

  #giveUp(reason: string): undefined {
    this.#problem(reason);
    this.#hopeless = true;
  }

  #row(text: string): undefined {
    const columns = this.#columns;
    if (columns === undefined) return this.#giveUp('It has no #fields line that says what its columns are.');
    const cells = text.split(this.#separator);
    this.#take((name) => {
      const cell = cells[columns.get(name) ?? -1] ?? this.#unset;
      return cell === this.#unset || cell === '(empty)' ? '' : cell;
    });
  }

  #json(text: string): undefined {
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch {
      return this.#problem('It is no JSON.');
    }
    const fields = record as Readonly<Record<string, unknown>>;
    this.#take((name) => {
      const value = fields[name];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    });
  }

  #take(field: Field): undefined {
    const read = this.#connection(field);
    if (typeof read === 'string') return this.#problem(read);
    if (read === undefined) return;
    this.first = Math.min(this.first, read.first);
    this.last = Math.max(this.last, read.last);
    this.#table.record(read);
  }

  /** The conversation that a line tells of, a reason why it tells of none, or nothing where it is an ICMP error. */
  #connection(field: Field): Conversation | string | undefined {
    const ends = endsOf(field);
    if (typeof ends === 'string') return ends;
    const first = instantOf(field('ts'));
    if (first === undefined) return `ts ${shown(field('ts'))} is no time.`;
    const duration = field('duration') === '' ? 0 : Number(field('duration')) * 1000;
    if (!(duration >= 0 && duration < 1e12)) return `duration ${shown(field('duration'))} is no number of seconds.`;
    const number = (name: string) => (/^\d{1,15}$/.test(field(name)) ? Number(field(name)) : undefined);
    const sum = (a: string, b: string) => (number(a) ?? 0) + (number(b) ?? 0);
    const way = this.#way(ends, field);
    if (way === undefined || typeof way === 'string') return way;
    const seen = {
      first,
      last: Math.floor(first + duration),
      packets: Math.max(1, sum('orig_pkts', 'resp_pkts')),
      bytes: sum('orig_ip_bytes', 'resp_ip_bytes') || sum('orig_bytes', 'resp_bytes'),
    };
    const services = [
      ...new Set(
        field('service')
          .split(/[,+]/)
          .flatMap((s) => ZEEK_SERVICES.get(s.trim()) ?? []),
      ),
    ];
    const { forward, ...rest } = way;
    const [source, target] = forward ? [ends.from, ends.to] : [ends.to, ends.from];
    return { source, target, ...rest, ...seen, reply: replyOf(field, number), services };
  }

  #way({ from, fromPort, toPort, protocol }: Ends, field: Field): Way | string | undefined {
    if (protocol === 'ip') return `proto ${shown(field('proto'))} is none of tcp, udp and icmp.`;
    if (protocol === 'icmp') {
      const v6 = from >= 2n ** 33n;
      const role = v6 ? icmpv6Role(fromPort) : icmpRole(fromPort);
      return role && { protocol: v6 ? 'icmpv6' : 'icmp', port: role.request, direction: 'syn', forward: !role.isReply };
    }
    // `^`: Zeek itself turned the connection round by its ports. `S`, `h`: the opening was seen.
    const sawOpening = protocol === 'tcp' && /[Sh]/.test(field('history')) && !field('history').startsWith('^');
    if (sawOpening) return { protocol, port: toPort, direction: 'syn', forward: true };
    const { direction, forward } = orient(fromPort, toPort, this.#known[protocol]);
    return { protocol, port: forward ? toPort : fromPort, direction: DIRECTIONS[direction] as Direction, forward };
  }

  #problem(reason: string): undefined {
    if (this.problemCount++ < MAX_PROBLEMS) this.problems.push({ line: this.#line, reason });
  }
}

interface Ends {
  readonly from: bigint;
  readonly to: bigint;
  readonly fromPort: number;
  readonly toPort: number;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'ip';
}

interface Way {
  readonly protocol: FlowProtocol;
  readonly port: number;
  readonly direction: Direction;
  readonly forward: boolean;
}

function endsOf(field: Field): Ends | string {
  const from = parseAddress(field('id.orig_h'));
  if (from === undefined) return `id.orig_h ${shown(field('id.orig_h'))} is no address.`;
  const to = parseAddress(field('id.resp_h'));
  if (to === undefined) return `id.resp_h ${shown(field('id.resp_h'))} is no address.`;
  const port = (name: string) =>
    /^\d{1,5}$/.test(field(name)) && Number(field(name)) < 65536 ? Number(field(name)) : -1;
  const [fromPort, toPort] = [port('id.orig_p'), port('id.resp_p')];
  if (fromPort < 0) return `id.orig_p ${shown(field('id.orig_p'))} is no port.`;
  if (toPort < 0) return `id.resp_p ${shown(field('id.resp_p'))} is no port.`;
  const protocol = (['tcp', 'udp', 'icmp'] as const).find((p) => p === field('proto')) ?? 'ip';
  return { from, to, fromPort, toPort, protocol };
}

/** Epoch ms: Zeek writes seconds, and ISO times where it is told to. */
function instantOf(text: string): number | undefined {
  return parseInstant(text);
}

/** What came back, by the state that Zeek settled on; where packets were not counted it is not known. */
function replyOf(field: Field, number: (name: string) => number | undefined): Reply {
  const state = field('conn_state');
  if (state === 'REJ' || state === 'RSTRH') return 'refused';
  if (state === 'S0' || state === 'SH') return 'none';
  const back = number('resp_pkts');
  if (back !== undefined && back > 0) return 'answered';
  if (state === 'RSTOS0') return 'none';
  // Who sent more than an opening has had an answer, on a path that was not captured.
  if (field('proto') === 'tcp' && (number('orig_bytes') ?? 0) > 0) return 'answered';
  return back === undefined ? 'unknown' : 'none';
}
