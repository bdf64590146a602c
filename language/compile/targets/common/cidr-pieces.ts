/** Address sets as networks that change little when a neighbour comes. */
import { type AddressSet, type CidrBlock, toCidrs } from '../../../model/addresses.ts';
import { addressPieces } from './address-pieces.ts';

/** The set as networks, short stretches as single addresses: one address more is then one network more, and changes no other. */
export function cidrPieces(set: AddressSet): CidrBlock[] {
  return addressPieces(set).flatMap((piece) => toCidrs([piece]));
}
