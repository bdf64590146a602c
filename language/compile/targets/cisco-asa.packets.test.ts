/** What the ASA output lets through is what the policy permits, where routing sends packets as the policy's topology says. */
import { readCiscoAsa } from '../../../test/oracle/cisco-asa-evaluator.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

const options = { knows: 'ingress', whole: 0.2, untracked: ['ip'] } as const;

judgePackets(
  'cisco-asa',
  readCiscoAsa,
  options,
  { ...options, fallbacks: ['one-way-replies'] },
  { ...options, fallbacks: ['stateless-replies'] },
  { ...options, optimise: true },
);
