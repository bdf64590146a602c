/** NetworkPolicies, as Kubernetes' documentation reads them, let through what the policy permits. */
import { judgeMachines } from '../../../test/oracle/judge-machines.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readKubernetes } from '../../../test/oracle/kubernetes-evaluator.ts';

judgePackets(
  'kubernetes',
  readKubernetes,
  { knows: 'addresses', whole: 0.05 },
  {
    knows: 'addresses',
    whole: 0.3,
    fallbacks: ['one-way-replies', 'timed-closed'],
  },
);
judgeMachines('kubernetes', readKubernetes);
