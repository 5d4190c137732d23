import type { Account } from './records.ts';
import type { World } from './world.ts';

/** Behind the accounts of the demo world and of AWS's documents. */
const before = 900_000_000_000;

/** An account that nobody has used. Accounts are never removed. */
export const newAccount = (world: World): Account => world.addAccount(String(before + world.accounts.size));
