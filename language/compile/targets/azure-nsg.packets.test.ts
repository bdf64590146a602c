/** An Azure network security group, as its documentation reads it, lets through what the policy permits. */
import { readAzure } from '../../../test/oracle/azure-nsg-evaluator.ts';
import { judgePackets } from '../../../test/oracle/judge-packets.ts';

judgePackets(
  'azure-nsg',
  readAzure,
  { knows: 'addresses', whole: 0.05 },
  {
    knows: 'addresses',
    whole: 0.3,
    fallbacks: ['one-way-replies', 'timed-closed'],
  },
);
