/** An asset type's icon and its short words in the picture. */
import type { AssetType, Policy } from '../../model/policy.ts';
import type { AssetIcon } from '../graph.ts';
import { displayText } from '../text/display.ts';

/** The icon of a type or of its nearest supertype named here. */
const ICON_OF_TYPE: ReadonlyMap<string, AssetIcon> = new Map<string, AssetIcon>([
  ['controller', 'plc'],
  ['safety-controller', 'safety-controller'],
  ['sensor', 'sensor'],
  ['actuator', 'actuator'],
  ['drive', 'drive'],
  ['robot', 'robot'],
  ['remote-io', 'remote-io'],
  ['meter', 'meter'],
  ['field-device', 'sensor'],
  ['hmi', 'hmi'],
  ['scada-server', 'server'],
  ['engineering-workstation', 'engineering'],
  ['historian', 'historian'],
  ['mes-server', 'server'],
  ['opc-server', 'server'],
  ['jump-host', 'jump-host'],
  ['gateway', 'gateway'],
  ['data-diode', 'diode'],
  ['switch', 'switch'],
  ['router', 'router'],
  ['vpn-gateway', 'gateway'],
  ['wireless-access-point', 'access-point'],
  ['database-server', 'historian'],
  ['server', 'server'],
  ['workstation', 'workstation'],
  ['laptop', 'laptop'],
  ['camera', 'camera'],
  ['printer', 'printer'],
  ['badge-reader', 'badge-reader'],
  ['ups', 'ups'],
  ['cloud-service', 'cloud'],
]);

const SHORT: ReadonlyMap<string, string> = new Map([
  ['engineering', 'eng.'],
  ...['plc', 'rtu', 'ied', 'dcs', 'hmi', 'scada', 'mes', 'opc', 'vpn', 'ntp', 'dns', 'ups', 'io'].map(
    (w): [string, string] => [w, w.toUpperCase()],
  ),
]);

export function iconOf(policy: Policy, type: AssetType | undefined): AssetIcon {
  if (type === undefined) return 'device';
  for (const candidate of [type, ...type.ancestors.map((ref) => policy.types[ref])]) {
    const icon = candidate && ICON_OF_TYPE.get(candidate.name);
    if (icon !== undefined) return icon;
  }
  return 'device';
}

/** `engineering-workstation` as `eng. workstation`, `plc` as `PLC`. */
export function typeWords(type: AssetType | undefined): string {
  if (type === undefined) return 'no type';
  return displayText(type.name)
    .split('-')
    .map((word) => SHORT.get(word) ?? word)
    .join(' ');
}
