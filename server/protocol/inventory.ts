/** Request of *Import Inventory...*: what an inventory makes of a policy. */
import type { PolicyParams } from './messages.ts';

/** Params {@link InventoryParams}, answer {@link InventoryAnswer}, or null where there is no policy. */
export const INVENTORY_REQUEST = 'bulkhead/inventory';

export interface InventoryParams extends PolicyParams {
  /** Base name of its file. */
  readonly name: string;
  /** Base 64. */
  readonly bytes: string;
}

export type InventoryAnswer =
  /** Why there is no plan. */
  | { readonly problem: string }
  | {
      /** The generated file, relative to the policy's folder, and its URI. */
      readonly file: string;
      readonly uri: string;
      /** Absent where there is none yet. */
      readonly before?: string;
      readonly text: string;
      /** How many assets come, change and go. */
      readonly added: number;
      readonly changed: number;
      readonly gone: number;
      /** Rows that are not written, each with the reason. */
      readonly skipped: readonly string[];
      /** Assets that are declared by hand and differ. */
      readonly byHand: readonly string[];
      /** Rules that come, go or hold other addresses, each with its firewall. */
      readonly rules: readonly string[];
      /** Names that would lose their meaning: with one of these it is not applied. */
      readonly broken: readonly string[];
      /** All of it, line by line, for the output channel. */
      readonly told: readonly string[];
    };
