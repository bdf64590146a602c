/** What the PAN-OS output lets through is what the policy permits. */
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readPanos } from '../../../test/oracle/panos-evaluator.ts';

judgePackets('panos', readPanos);
judgePackets('panos', readPanos, { fallbacks: ['one-way-replies'] });
judgePackets('panos', readPanos, { optimise: true });
