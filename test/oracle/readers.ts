/** Every evaluator by its target's name. */
import { readAws } from './aws-sg-evaluator.ts';
import { readAzure } from './azure-nsg-evaluator.ts';
import { readCilium } from './cilium-evaluator.ts';
import { readCiscoAsa } from './cisco-asa-evaluator.ts';
import { readCiscoIos } from './cisco-ios-evaluator.ts';
import type { DeviceReader } from './device.ts';
import { readFortios } from './fortios-evaluator.ts';
import { readIptables } from './iptables-device.ts';
import { readSrxDevice } from './junos-srx-evaluator.ts';
import { readKubernetes } from './kubernetes-evaluator.ts';
import { readNftables } from './nft-device.ts';
import { readOpnsenseDevice } from './opnsense-evaluator.ts';
import { readPanos } from './panos-evaluator.ts';
import { readRuleList } from './rule-list-evaluator.ts';

export const READERS: ReadonlyMap<string, DeviceReader> = new Map([
  ['nftables', readNftables],
  ['iptables', readIptables],
  ['fortios', readFortios],
  ['panos', readPanos],
  ['cisco-ios', readCiscoIos],
  ['cisco-asa', readCiscoAsa],
  ['junos-srx', readSrxDevice],
  ['opnsense', readOpnsenseDevice],
  ['kubernetes', readKubernetes],
  ['cilium', readCilium],
  ['aws-sg', readAws],
  ['azure-nsg', readAzure],
  ['json', readRuleList],
]);
