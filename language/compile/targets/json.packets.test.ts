/** The json rule list, read as its page says, permits what the policy permits. */
import { judgePackets } from '../../../test/oracle/judge-packets.ts';
import { readRuleList } from '../../../test/oracle/rule-list-evaluator.ts';

judgePackets('json', readRuleList, { whole: 1 });
