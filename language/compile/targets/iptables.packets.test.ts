/** What the iptables output lets through is what the policy permits. */
import { readIptables } from '../../../test/oracle/iptables-device.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

judgePackets('iptables', readIptables, { whole: 0.8 }, { whole: 0.8, optimise: true });
