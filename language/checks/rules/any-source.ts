/** Check `any-source`: an `allow` has `any` as its source. */
import type { Check } from '../check.ts';
import { anyReports } from './any-selector.ts';

export const anySource: Check = {
  name: 'any-source',
  family: 'rules',
  severity: 'warning',
  documentation: {
    summary: 'An `allow` has `any` as its source.',
    why: `A rule with \`any\` as its source permits it to every address on its side of the conduit, also to those that nobody declared: a
laptop in a free socket, a host in the Internet. What it was written for is nearly always a handful of assets.

Into a control zone (level 2 and below, or \`kind safety\`) it is an error. An \`any\` inside a group counts; \`any in ZONE\` does not: it names the
zone. A \`deny\` of \`any\` is as it should be.`,
    avoid: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow any -> plc : modbus because "operator control"
}
`,
    prefer: `zone Supervisory {
  level 2
  sl-t 1
  network 10.30.0.0/24
  asset HMI-1 : hmi at 10.30.0.11
}

zone Cell {
  level 1
  sl-t 1
  network 10.41.0.0/24
  asset PLC-1 : plc at 10.41.0.10
}

conduit Supervision {
  between Supervisory and Cell
  sl-t 1
  allow HMI-1 -> plc : modbus because "operator control"
}
`,
    fixes: ['Expand to what is declared there: assets by name up to three, else their types.'],
    basis: 'SP 800-82',
  },
  run: (context) => anyReports(context, 'source'),
};
