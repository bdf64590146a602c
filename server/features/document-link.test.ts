/** Document links: names of checks lead to their pages, settings to the files that they name. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DocumentLink } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient, uriOf } from '../testing/client.ts';

const TEXT = `// bulkhead-ignore any-source: the gate is open by day
zone A { level 1 } // bulkhead-ignore no-such-check: odd
`;
const SETTINGS = `{ "checks": { "any-source": "off", "severities": 1 },
  "observed": ["flows/day.csv", "flows/*.csv", "../out.csv"] }`;

let client: TestClient;
beforeEach(async () => {
  client = await TestClient.start({ files: { 'bulkhead.json': SETTINGS } });
  await client.open('a.seg', TEXT);
});
afterEach(() => client.stop());

async function links(path: string, text: string): Promise<string[]> {
  const document = TextDocument.create('a', 'x', 0, text);
  const found = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', {
    textDocument: { uri: uriOf(path) },
  });
  return found.map((l) => `${document.getText(l.range)} -> ${l.target}`);
}

it('lead from an ignore to the page of its check, where there is such a check', async () => {
  expect(await links('a.seg', TEXT)).toEqual(['any-source -> docs:/checks/any-source.md']);
});

it('lead from bulkhead.json to checks and to the files that it names, not to patterns or out of the folder', async () => {
  expect(await links('bulkhead.json', SETTINGS)).toEqual([
    'any-source -> docs:/checks/any-source.md',
    'flows/day.csv -> file:///plant/flows/day.csv',
  ]);
});

it('lead from the number of a weakness to its entry, and from nothing else of an exposure', async () => {
  const text =
    'zone A {\n  asset P : plc { exposure "CVE-2022-38465 (key)" exposure "CVE-2022-1" exposure "see CVE-2020-12345" }\n}';
  await client.open('c.seg', text);
  expect(await links('c.seg', text)).toEqual(['CVE-2022-38465 -> https://nvd.nist.gov/vuln/detail/CVE-2022-38465']);
});
