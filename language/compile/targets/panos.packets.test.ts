/** What the PAN-OS output lets through is what the policy permits. */
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readPanos } from '../../../test/oracle/panos-evaluator.ts';

judgePackets('panos', readPanos, {}, { fallbacks: ['one-way-replies'] }, { optimise: true });
