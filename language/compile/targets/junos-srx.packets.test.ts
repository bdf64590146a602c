/** An SRX, as Juniper's documentation reads set commands, lets through what the policy permits. */
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readSrxDevice } from '../../../test/oracle/junos-srx-evaluator.ts';

judgePackets('junos-srx', readSrxDevice, { whole: 0.2 }, { whole: 0.2, fallbacks: ['one-way-replies'] });
