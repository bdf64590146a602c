/** What the FortiOS output lets through is what the policy permits. */
import { readFortios } from '../../../test/oracle/fortios-evaluator.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

judgePackets('fortios', readFortios, {}, { fallbacks: ['one-way-replies'], whole: 0.8 }, { optimise: true });
