/** What the nftables output lets through is what the policy permits. */
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readNftables } from '../../../test/oracle/nft-device.ts';

judgePackets('nftables', readNftables, { whole: 0.9 }, { whole: 0.9, optimise: true });
