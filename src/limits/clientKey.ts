// Whom a limit counts: a caller, or for anonymous callers their address.
import type { Caller } from '../access/caller.ts';
import { isAnonymous } from './limitOf.ts';

export const clientKey = (caller: Pick<Caller, 'id'>, address: string | null = null): string =>
  isAnonymous(caller) && address !== null ? `${caller.id} ${networkOf(address)}` : caller.id;

/** An IPv6 address as its /64, which is the least that one customer has. `address` is in canonical form. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = [], after = []] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
