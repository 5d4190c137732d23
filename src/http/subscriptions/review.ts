// What becomes of the caller of an open stream or connection after a reload.
import type { Caller } from '../../access/caller.ts';

/** The caller with its access and the expiry of its credential of now, and whether it still sees the same. Null if it is refused. */
export type Review = (caller: Caller) => { caller: Caller; seesTheSame: boolean } | null;
