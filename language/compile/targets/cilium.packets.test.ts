/** CiliumNetworkPolicies, as Cilium's documentation reads them, let through what the policy permits. */
import { readCilium } from '../../../test/oracle/cilium-evaluator.ts';
import { judgeMachines } from '../../../test/oracle/judge-machines.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

judgePackets(
  'cilium',
  readCilium,
  { knows: 'addresses', whole: 0.1 },
  { knows: 'addresses', whole: 0.3, fallbacks: ['one-way-replies', 'timed-closed'] },
);
judgeMachines('cilium', readCilium);
