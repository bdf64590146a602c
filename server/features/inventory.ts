/** What an inventory makes of a policy, for *Import Inventory...*. */
import { decodeInventory, MAX_INVENTORY_BYTES, planInventory } from '../../language/inventory/index.ts';
import { uriIn } from '../places.ts';
import type { InventoryAnswer, InventoryParams } from '../protocol/inventory.ts';
import type { Snapshot } from '../snapshot.ts';

export async function inventory(snapshot: Snapshot, { name, bytes }: InventoryParams): Promise<InventoryAnswer> {
  const data = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
  if (data.length > MAX_INVENTORY_BYTES) return { problem: 'An inventory has at most 64 MB.' };
  const { text, encoding } = decodeInventory(data);
  const outcome = await planInventory({
    ...{ name, text, configuration: snapshot.configuration, now: snapshot.now },
    files: snapshot.files.filter((f) => !f.library),
  });
  if ('problem' in outcome) return outcome;
  const { file, table, added, changed, gone, firewalls, broken } = outcome;
  const skipped = outcome.skipped.map((s) => `row ${s.row}${s.name === '' ? '' : `, ${s.name}`}: ${s.reason}`);
  const byHand = outcome.byHand
    .filter((h) => h.differs.length > 0)
    .map((h) => `row ${h.row}, ${h.asset.name}: ${h.differs.join(', ')}`);
  const rules = firewalls.flatMap(({ firewall, added: more, removed, changed: other }) => [
    ...more.map((r) => `${firewall}: + ${r.text}`),
    ...removed.map((r) => `${firewall}: - ${r.text}`),
    ...other.map((r) => `${firewall}: other addresses for ${r.text}`),
  ]);
  const notes = [
    ...table.problems,
    ...(encoding === 'windows-1252' ? [`${name} is no UTF-8 and is read as Windows-1252.`] : []),
  ];
  return {
    ...{ file, uri: uriIn(snapshot.folder, file), text: outcome.text },
    ...(outcome.before === undefined ? {} : { before: outcome.before }),
    ...{ added: added.length, changed: changed.length, gone: gone.length, skipped, byHand, rules },
    broken: broken.map((f) => f.message),
    told: [
      `${name}: ${table.rows.length} rows`,
      ...[...notes, ...added.map((id) => `+ ${id}`), ...changed.map((id) => `~ ${id}`), ...gone.map((id) => `- ${id}`)],
      ...[...skipped, ...byHand, ...rules],
    ],
  };
}
