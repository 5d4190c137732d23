// Whom a limit counts: a caller, or for anonymous callers their address.
import type { Caller } from '../access/caller.ts';
import { networkOf } from '../core/networkOf.ts';
import { isAnonymous } from './limitOf.ts';

export const clientKey = (caller: Pick<Caller, 'id'>, address: string | null = null): string =>
  isAnonymous(caller) && address !== null ? `${caller.id} ${networkOf(address)}` : caller.id;
