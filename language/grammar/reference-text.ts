/** What the language reference says beside what it reads off the grammar: the meaning of each declaration, in full, and an example of it. */
import type { BlockKind } from './words.ts';

export interface Section {
  readonly title: string;
  /** Rules of the grammar whose notation is shown. */
  readonly rules: readonly string[];
  /** The body whose members are listed. */
  readonly body?: BlockKind;
  /** The rule that chooses among those members. */
  readonly members?: string;
  /** Markdown. */
  readonly text: string;
  /** A sound piece of a policy. */
  readonly example?: string;
}

export const SECTIONS: readonly Section[] = [
  {
    title: 'policy',
    rules: ['PolicyDecl'],
    body: 'policy',
    members: 'PolicyMember',
    text: `At most one. The text is the policy's title; what stands in it holds for the whole of it. Without \`timezone\` all times are UTC;
without \`access at most\` an access may last 30 days.`,
    example: `policy "Mill 3" {
  owner "OT security"
  timezone "Europe/Berlin"
  blast-radius at most 12 assets
  access at most 14 days
}`,
  },
  {
    title: 'zone',
    rules: ['ZoneDecl'],
    body: 'zone',
    members: 'ZoneMember',
    text: `Zones may nest. \`level\`, \`kind\`, \`sl-t\`, \`vlan\`, \`site\`, \`owner\` and \`monitored\` pass to nested zones that state none; of several blast limits the
innermost counts.

- \`network rest\` is every address that no other zone holds: for an Internet zone.
- \`network 192.168.1.0/24 as 10.43.1.0/24\` is static one-to-one translation on the zone's side of every firewall. The inner addresses may repeat in other
  zones; outside the zone rules use the outer ones.
- \`reached through ASSET\` places a zone behind an asset, as a pool behind its VPN concentrator: its traffic crosses that asset's zone.
- \`microsegmented\`: assets of the zone may talk only where an \`allow\` in its body says so. A zone of kind \`external\` is so by nature.
- \`enforced by FIREWALL\`: traffic between assets of the zone crosses that firewall - private VLANs, a bridge, agents on the hosts.
- Rules in a zone's body pair only assets whose own zone it is, not those of nested zones. \`deny\` always counts there; \`allow\` needs \`microsegmented\`.`,
    example: `zone Plant {
  kind control

  zone Kiln "Kiln cell" {
    level 1
    sl-t { iac 2 uc 2 si 2 dc 1 rdf 2 tre 2 ra 2 }
    network 10.41.0.0/24
    microsegmented
    asset PLC-301   : plc    at 10.41.0.10
    asset 101-PT-22 : sensor at 10.41.0.50
    allow plc -> sensor : modbus because "process values"
  }
}`,
  },
  {
    title: 'also',
    rules: ['AlsoInDecl'],
    text: `Adds assets to a zone that is declared elsewhere, as a generated [inventory](inventory.md) does. The assets count as if they stood in
the zone's own body.`,
    example: `zone Plant {
  zone Kiln {
    network 10.41.0.0/24
  }
}

also in Plant.Kiln {
  asset PLC-302 : plc at 10.41.0.12
}`,
  },
  {
    title: 'asset',
    rules: ['AssetDecl'],
    body: 'asset',
    members: 'AssetMember',
    text: `In exactly one zone: the innermost around it. Its type stands after the colon, from the [standard library](types.md) or declared.

- \`at dhcp\` stands, in compiled rules, for the networks of its zone, and the output says so. An asset without \`at\` takes part in all analyses and cannot be compiled.
- \`also in ZONE\` is a second leg of a dual-homed asset: it is a member of both zones, and a bridge between them.
- \`serves\` and \`tags\` add to those of the type; any other property replaces the type's.
- \`exposure "..." code-execution\`: the weakness lets an attacker run code on it.`,
    example: `zone Cell {
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10 "Kiln drive" { criticality high  exposure "CVE-2022-38465" code-execution }
  asset GW-1  : gateway at 10.41.0.2 also in Control at 10.30.0.2
}

zone Control {
  network 10.30.0.0/24
}`,
  },
  {
    title: 'type',
    rules: ['TypeDecl'],
    body: 'type',
    members: 'TypeMember',
    text: `It has at most one parent. A rule that names a type means its subtypes too. \`class\` and \`level\` say where such assets belong; checks
tell from them what stands in the wrong place.`,
    example: `type kiln-plc : plc "Kiln controller" {
  criticality high
  serves modbus, https
}`,
  },
  {
    title: 'service',
    rules: ['ServiceDecl'],
    body: 'service',
    members: 'ServiceMember',
    text: `Names of other services in its body make a composite; an asset that serves any part of it serves it. The
[standard library](services.md) knows most industrial and IT services. \`dynamic\` informs a check; those ports are not permitted unless listed. Ethernet types
are layer 2: never routed.`,
    example: `service recipe-sync "Recipe download" {
  tcp 4840, 5000-5010
  category operations
  initiator client
  risks cleartext, reads, writes
  source "the vendor's manual"
}`,
  },
  {
    title: 'group',
    rules: ['GroupDecl'],
    text: 'Names in it are looked up where the group stands.',
    example: `group PiClients = hmi, tagged "pi" except HMI-2

zone Supervisory {
  asset HMI-1 : hmi
  asset HMI-2 : hmi
  asset ENG-1 : engineering-workstation { tags "pi" }
}`,
  },
  {
    title: 'conduit',
    rules: ['ConduitDecl'],
    body: 'conduit',
    members: 'ConduitMember',
    text: `Joins two or more different zones, each with everything nested in it. **Between zones only a conduit permits anything**, and only what its rules allow.
A name in its rules means only what lies in its zones, and a rule pairs only across the conduit. A conduit may join a zone with one nested in it: an
asset belongs to the innermost of the conduit's zones that holds it.

- \`one-way from A to B\`: connections and data pass in this direction only, as through a data diode; \`proxied\`: a proxy pair carries TCP over it.
- \`via\` names all firewalls on the path.`,
    example: `zone Supervisory { level 2  asset HMI-1 : hmi  asset HMI-2 : hmi }
zone Kiln { level 1  asset PLC-301 : plc }

conduit KilnSupervision "HMI to kiln" {
  between Supervisory and Kiln
  sl-t 2
  allow hmi   -> plc     : modbus, ethernet-ip because "operator control"
  deny  HMI-2 -> PLC-301 : any                 because "view-only station"
}`,
  },
  {
    title: 'rules',
    rules: ['RuleDecl', 'ServiceList'],
    members: 'Clause',
    text: `Rules stand in conduits, zones and accesses. The arrow points **from who opens the connection to who answers**; \`<->\` is both directions. The order of
rules never matters: \`deny\` beats \`allow\`. After \`tcp\` or \`udp\` a bare port repeats the protocol: \`tcp 502, 503\`.

A clause behind a rule is that rule's. Clauses stand in any order, each once.`,
    example: `zone A { asset PC-1 : workstation }
zone B { asset SRV-1 : server }
schedule Office { every mon-fri 07:00-18:00 }

conduit C {
  between A and B
  allow PC-1 -> SRV-1 : https, tcp 8443, 8444, icmp 8 during Office until 2031-12-31 log ticket "CHG-88" because "reports"
}`,
  },
  {
    title: 'selections',
    rules: ['SelectorList', 'Selector'],
    text: `A selection is a list of selectors: assets, zones, types, groups, addresses, \`any\`, or \`tagged "x"\`. \`in ZONE\` and \`tagged "x"\` narrow the one selector before
them; \`except\` takes from the whole list. \`tagged "x"\` holds an asset that has the tag itself, by its type, or by a zone around it.`,
  },
  {
    title: 'schedule',
    rules: ['ScheduleDecl'],
    body: 'schedule',
    members: 'Every',
    text: `In the policy's time zone. DAYS are \`mon\` ... \`sun\`, ranges such as \`mon-fri\`, or \`day\`. \`22:00-06:00\` belongs to the day on which it starts;
\`24:00\` is an end.`,
    example: 'schedule Maintenance {\n  every tue, thu 08:00-12:00\n  every sat 22:00-06:00\n}',
  },
  {
    title: 'access',
    rules: ['AccessDecl', 'AccessRule'],
    body: 'access',
    members: 'AccessMember',
    text: `Its rules are \`allow\` only and take only \`log\` and \`because\`; everything else belongs to the block, wherever it
stands, for all its rules. It permits only between zones that a conduit joins - the conduit need not have rules, its denies still win - and never within a zone.`,
    example: `zone DMZ { level 3.5  kind dmz  asset JUMP-1 : jump-host }
zone Control { level 2  asset ENG-1 : engineering-workstation }
conduit Maintenance { between DMZ and Control }

access Drives "Drive tuning" {
  vendor "ABB"
  from 2031-03-04T08:00 until 2031-03-04T17:00
  requires mfa, session-recording
  approved by "J. Ortiz" ticket "CHG-1042"
  allow JUMP-1 -> ENG-1 : rdp because "parameters"
}`,
  },
  {
    title: 'firewall',
    rules: ['FirewallDecl'],
    body: 'firewall',
    members: 'FirewallMember',
    text: `It stands on the boundary between the zones of its interfaces. A zone without an interface of its own is reached through the nearest zone around it
that has one. A firewall whose interfaces have addresses may stand in rules like an asset: traffic to the device itself. A policy without a firewall is
compiled as if one, named \`firewall\`, parted every two zones, matching by address alone.`,
    example: `zone Office { network 10.1.0.0/24 }
zone Cell { network 10.2.0.0/24 }

firewall FW-1 "Cell firewall" {
  platform nftables
  interface "eth0" to Office
  interface "eth1" to Cell at 10.2.0.1
  rules at most 200
  fails closed
}`,
  },
  {
    title: 'expect',
    rules: ['ExpectDecl'],
    members: 'Question',
    text: `A test that lives in the policy. A failed one is an error that shows why: the path and its rules, the denying rule, or what is missing.

- \`is allowed\`: for every pair, every part of the services, at some instant from now on. \`is denied\`: for no pair, no part, at no instant.
- \`can reach\`, \`cannot reach\`: over however many steps, some pair or no pair.
- \`reaches ... only through\`: with everything taken out that the last selection holds, nothing of the first reaches the second.
- A list means each of its assets. A selection that is empty is an error.
- MODE is \`conditioned\` or \`service-aware\`; without one the worst case counts: whatever can be reached falls.
- \`at DATE\` or \`during SCHEDULE\` at the end asks about that time.`,
    example: `zone Office { asset PC-1 : workstation }
zone Cell { asset PLC-1 : plc }

expect PC-1 -> PLC-1 : modbus is denied
expect Office cannot reach Cell
expect blast radius of PC-1 at most 0 assets`,
  },
];

/** How literals are written, by the names of their terminals. */
export const LITERALS: readonly (readonly [terminals: readonly string[], name: string, written: string])[] = [
  [
    ['NAME', 'QUOTED', 'HEX'],
    'name',
    "letters, digits, `_` and `-`, with at least one letter, `-` only between two others: `101-PT-22`. Any other in single quotes: `'KILN/PLC 1.0'`. Case matters. Where a name could mean several, it is qualified by the zone around it: `Line1.PLC`",
  ],
  [['STRING'], 'text', 'in double quotes, on one line, with `\\" \\\\ \\n \\t \\uXXXX`'],
  [['NUMBER', 'NUMBER_RANGE'], 'number, range', '`2`, `3.5`, `20000-20010`'],
  [['ADDRESS'], 'address', '`10.20.0.5`, `2001:db8::5`; a network `10.20.0.0/24`; a range `10.1.1.10-10.1.1.20`'],
  [['MAC', 'MAC_DIGITS'], 'MAC address', '`00:1d:9c:00:00:01`'],
  [['DATETIME'], 'date', "`2031-03-04`, or with a time of the policy's time zone `2031-03-04T08:00`"],
  [['TIMES'], 'times', '`08:00-16:30`'],
  [
    ['SL_COMMENT', 'ML_COMMENT', 'WS'],
    'comment',
    '`// to the end of the line`, `/* ... */`; a `/** ... */` before a declaration is shown when one points at its name',
  ],
];
