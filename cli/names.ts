/** Names that someone types on the command line: assets, firewalls, addresses, services of the policy. */
import type { Principal } from '../language/analysis/index.ts';
import {
  type Typed,
  typedAsset,
  typedAssetOrZone,
  typedPrincipal,
  typedServices,
  typedZone,
} from '../language/analysis/typed-names.ts';
import type { AtomSet } from '../language/model/atoms.ts';
import type { AssetRef, Policy, ZoneRef } from '../language/model/policy.ts';
import { InputError } from './errors.ts';

/** The asset of a name or qualified name. Throws InputError where there is none or more than one. */
export function findAsset(policy: Policy, text: string): AssetRef {
  return foundOf(typedAsset(policy, text));
}

/** The asset of a name, else the zone of it. Throws InputError where there is neither, or more than one. */
export function findAssetOrZone(
  policy: Policy,
  text: string,
): { readonly asset: AssetRef } | { readonly zone: ZoneRef } {
  return foundOf(typedAssetOrZone(policy, text));
}

/** The zone of a name or qualified name. Throws InputError where there is none or more than one. */
export function findZone(policy: Policy, text: string): ZoneRef {
  return foundOf(typedZone(policy, text));
}

/** One end of a connection: an asset, a firewall with addresses, or an address. Throws InputError. */
export function findPrincipal(policy: Policy, text: string): Principal {
  return foundOf(typedPrincipal(policy, text));
}

/** `modbus`, `tcp 502`, `udp 5000-5010`, `icmp 8`, `any`, or several with commas between. Throws InputError. */
export function findServices(policy: Policy, text: string): AtomSet {
  return foundOf(typedServices(policy, text));
}

function foundOf<T>(typed: Typed<T>): T {
  if ('problem' in typed) throw new InputError(typed.problem);
  return typed.found;
}
