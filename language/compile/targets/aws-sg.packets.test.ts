/** AWS security groups, as their documentation reads them, let through what the policy permits. */
import { readAws } from '../../../test/oracle/aws-sg-evaluator.ts';
import { judgeMachines } from '../../../test/oracle/judge-machines.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

judgePackets(
  'aws-sg',
  readAws,
  { knows: 'addresses', whole: 0.1 },
  { knows: 'addresses', whole: 0.3, fallbacks: ['one-way-replies', 'timed-closed'] },
);
judgeMachines('aws-sg', readAws);
