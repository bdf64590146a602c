/** Numbers of things in words: a sentence for one and one for many, since other languages form their plurals otherwise. */
import * as vscode from 'vscode';

export function assetCount(n: number): string {
  return n === 1 ? vscode.l10n.t('1 asset') : vscode.l10n.t('{0} assets', n);
}

export function ruleCount(n: number): string {
  return n === 1 ? vscode.l10n.t('1 rule') : vscode.l10n.t('{0} rules', n);
}

export function stepCount(n: number): string {
  return n === 1 ? vscode.l10n.t('1 step') : vscode.l10n.t('{0} steps', n);
}

/** Tells that files were written. */
export function savedFiles(n: number): string {
  return n === 1 ? vscode.l10n.t('Saved 1 file.') : vscode.l10n.t('Saved {0} files.', n);
}
