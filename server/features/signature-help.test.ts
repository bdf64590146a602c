/** Signature help: which part of a vector or of weekly times is being written. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignatureHelp } from 'vscode-languageserver';
import { TestClient } from '../testing/client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start();
});
afterEach(() => client.stop());

/** The parameter shown as the one being written. */
async function active(marked: string): Promise<string | undefined> {
  const help = await client.at<SignatureHelp | null>('textDocument/signatureHelp', 'a.seg', marked);
  return help?.signatures[0]?.parameters?.[help.activeParameter ?? -1]?.label as string | undefined;
}

describe('in a vector', () => {
  it.each([
    ['zone A { sl-t { |^', 'iac 0-4'],
    ['zone A { sl-t { iac |^', 'iac 0-4'],
    ['zone A { sl-t { iac 2 uc 1 |^ }', 'si 0-4'],
    ['zone A { sl-t { uc 1 |^ } }', 'iac 0-4'],
    ['zone A { sl-t { iac 2 dc|^', 'dc 0-4'],
    ['zone A { asset X : plc { sl-c { rdf 2|^', 'rdf 0-4'],
  ])('%s', async (text, label) => expect(await active(text)).toBe(label));

  it('says what each requirement is', async () => {
    const help = await client.at<SignatureHelp>('textDocument/signatureHelp', 'a.seg', 'zone A { sl-t { |^');
    expect(help.signatures[0]?.label).toBe('{ iac 0-4 uc 0-4 si 0-4 dc 0-4 rdf 0-4 tre 0-4 ra 0-4 }');
    expect(JSON.stringify(help.signatures[0]?.parameters?.[6])).toContain('Resource availability');
  });
});

describe('in weekly times', () => {
  it.each([
    ['schedule N { every |^', 'DAYS'],
    ['schedule N { every mon, |^', 'DAYS'],
    ['schedule N { every mon-fri |^', 'TIMES'],
    ['access A { every sat 08:00-09:00, |^', 'TIMES'],
  ])('%s', async (text, label) => expect(await active(text)).toBe(label));
});

it.each(['zone A { level |^', 'zone A { } // sl-t { |^', 'policy "every |^"'])('says nothing at %s', async (text) => {
  expect(await active(text)).toBeUndefined();
});
