/** OPNsense, as its documentation reads aliases and filter rules, lets through what the policy permits. */
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readOpnsenseDevice } from '../../../test/oracle/opnsense-evaluator.ts';

judgePackets(
  'opnsense',
  readOpnsenseDevice,
  { knows: 'ingress', whole: 0.1 },
  {
    knows: 'ingress',
    whole: 0.3,
    fallbacks: ['one-way-replies', 'timed-closed'],
  },
);
