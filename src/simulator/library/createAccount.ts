// An account for a test that shares the simulator with others: vaults, jobs, buckets, faults and counts of calls are its own.
import type { CallLog } from '../http/callLog.ts';
import type { Fault } from '../http/fault.ts';
import type { FaultPlan } from '../http/faults.ts';
import { newAccount } from '../world/newAccount.ts';
import type { World } from '../world/world.ts';
import type { Account } from './account.ts';

interface Shared {
  world: World;
  faults: FaultPlan;
  calls: CallLog;
  injectFault(fault: Fault): () => void;
}

export function createAccount({ world, faults, calls, injectFault }: Shared): Account {
  const { accountId } = newAccount(world);
  return {
    accountId,
    credentials: { accessKeyId: accountId, secretAccessKey: 'simulated' },
    injectFault: (fault) => injectFault({ ...fault, accountId }),
    clearFaults: () => faults.set([], accountId),
    calls: () => calls.countsOf(accountId),
    resetCalls: () => calls.resetOf(accountId),
  };
}
