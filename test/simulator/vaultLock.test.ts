import {
  AbortVaultLockCommand,
  CompleteVaultLockCommand,
  GetVaultLockCommand,
  InitiateVaultLockCommand,
} from '@aws-sdk/client-glacier';
import { expect, test } from 'vitest';
import { DAY, failure, start } from './support.ts';

const at = { accountId: '-', vaultName: 'v' };
const Policy = '{"Statement":[]}';

async function withVault() {
  const harness = await start();
  harness.simulator.world.addVault(harness.location, 'v');
  const { client } = harness;
  return {
    ...harness,
    initiate: () => client.send(new InitiateVaultLockCommand({ ...at, policy: { Policy } })),
    complete: (lockId = '') => client.send(new CompleteVaultLockCommand({ ...at, lockId })),
    abort: () => client.send(new AbortVaultLockCommand(at)),
    get: () => client.send(new GetVaultLockCommand(at)),
  };
}

test('goes from nothing over InProgress to Locked, and stays', async () => {
  const { initiate, complete, abort, get, clock } = await withVault();
  expect(await failure(get())).toContain('ResourceNotFoundException 404');
  const { lockId } = await initiate();
  expect(lockId).toMatch(/^[\w-]{24}$/);
  expect(await get()).toMatchObject({
    Policy,
    State: 'InProgress',
    CreationDate: '2026-01-15T12:00:00.000Z',
    ExpirationDate: '2026-01-16T12:00:00.000Z',
  });
  for (const _ of [1, 2]) await complete(lockId);
  clock.advance(9 * DAY);
  const lock = await get();
  expect(lock).toMatchObject({ State: 'Locked', Policy });
  expect(lock.ExpirationDate).toBeUndefined();
  for (const refused of [initiate, abort, () => complete('another')]) {
    expect(await failure(refused())).toContain('AccessDeniedException 403');
  }
});

test('is one at a time, aborted any number of times, and completed only by its own id', async () => {
  const { initiate, complete, abort, get } = await withVault();
  await abort();
  await initiate();
  expect(await failure(initiate())).toContain('AccessDeniedException 403');
  expect(await failure(complete('another'))).toContain('InvalidParameterValueException 400');
  for (const _ of [1, 2]) await abort();
  expect(await failure(get())).toContain('ResourceNotFoundException 404');
});

test('is gone after a day without completion', async () => {
  const { initiate, complete, get, clock } = await withVault();
  const { lockId } = await initiate();
  clock.advance(DAY - 1);
  expect((await get()).State).toBe('InProgress');
  clock.advance(1);
  expect(await failure(get())).toContain('ResourceNotFoundException 404');
  expect(await failure(complete(lockId))).toContain('ResourceNotFoundException 404');
  expect((await initiate()).lockId).not.toBe(lockId);
});
