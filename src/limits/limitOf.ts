// The limit of a caller, of the two that an option has.
import { anonymous, type Caller } from '../access/caller.ts';
import type { CallerLimit } from '../config/options/callerLimits.ts';

export const isAnonymous = ({ id }: Pick<Caller, 'id'>): boolean => id === anonymous.id;

/** Infinity means no limit. */
export const limitOf = (caller: Pick<Caller, 'id'>, limit: CallerLimit): number =>
  isAnonymous(caller) ? limit.anonymous : limit.authenticated;
