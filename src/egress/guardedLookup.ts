// The DNS lookup of a connection to an address that an operator has configured: it fails if the name leads to an address that is
// not allowed. The connection is made to what was checked, so a name that changes meanwhile changes nothing.
import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from '../core/publicAddress.ts';

/** The host has an address to which nothing may be sent. The message is for the operator. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly code = 'ADDRESS_REFUSED';
}

export interface AddressRules {
  /** Whether this machine and private networks may be reached. */
  allowPrivate: boolean;
}

/** https may go to the public internet, and to private networks if that is allowed. http only to those. */
export function refusalOf({ protocol }: Pick<URL, 'protocol'>, address: string, rules: AddressRules): string | null {
  const isPublic = isPublicAddress(address);
  if (isPublic && protocol !== 'https:') return `${address} is a public address, which needs https`;
  if (isPublic || rules.allowPrivate) return null;
  return `${address} is not an address of the public internet; NOTIFY_ALLOW_PRIVATE_ADDRESSES allows it`;
}

/** Refuses a host that is an address itself: it is never looked up. */
export function assertAllowedHost(url: URL, rules: AddressRules): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const refusal = isIP(host) === 0 ? null : refusalOf(url, host, rules);
  if (refusal !== null) throw new RefusedAddressError(refusal);
}

/** Resolves like the lookup of Node. One address that is not allowed refuses all of them. */
export const guardedLookup =
  (url: URL, rules: AddressRules): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      const refusal = addresses?.map(({ address }) => refusalOf(url, address, rules)).find((text) => text !== null);
      if (error || !first) return callback(error, '');
      if (refusal) return callback(new RefusedAddressError(refusal), '');
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
