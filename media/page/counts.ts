/** Numbers of things in words: a sentence for one and one for many, since other languages form their plurals otherwise. */
import * as l10n from '@vscode/l10n';

export function zoneCount(n: number): string {
  return n === 1 ? l10n.t('1 zone') : l10n.t('{0} zones', n);
}

export function assetCount(n: number): string {
  return n === 1 ? l10n.t('1 asset') : l10n.t('{0} assets', n);
}

export function conduitCount(n: number): string {
  return n === 1 ? l10n.t('1 conduit') : l10n.t('{0} conduits', n);
}

/** Says that zones are being laid out. */
export function layingOut(zones: number): string {
  return zones === 1 ? l10n.t('Laying out 1 zone') : l10n.t('Laying out {0} zones', zones);
}
