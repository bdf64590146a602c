/** What the IOS output lets through is what the policy permits, where routing sends packets as the policy's topology says. */
import { readCiscoIos } from '../../../test/oracle/cisco-ios-evaluator.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

judgePackets(
  'cisco-ios',
  readCiscoIos,
  { knows: 'ingress', whole: 0.05 },
  { knows: 'ingress', whole: 0.05, fallbacks: ['stateless-replies'] },
  { knows: 'ingress', whole: 0.05, optimise: true },
);
