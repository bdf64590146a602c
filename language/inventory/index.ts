/** Public face of the inventory: its bytes as text, and the plan of what it makes of a policy. */
export type { SkippedRow } from './place.ts';
export { type HandWritten, type InventoryOutcome, type InventoryPlan, planInventory } from './plan.ts';
export type { FirewallRules } from './rules.ts';
export { decodeInventory, MAX_INVENTORY_BYTES } from './table.ts';
