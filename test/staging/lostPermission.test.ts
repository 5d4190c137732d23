// A kept retrieval whose caller has lost the right to start it: nothing is started, and the job says why.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Action } from '../../src/access/access.ts';
import { type Authenticator, createOpenAuthenticator } from '../../src/access/authenticator.ts';
import { anonymous, anonymousReader } from '../../src/access/caller.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { settle, vaultWorld } from '../watch/world.ts';

const hour = 3_600_000;

/** Starts a retrieval of five minutes at most, which is kept. Returns the global id of its job. */
async function keep(caller: Pick<TestGateway, 'data'>, start: string): Promise<string> {
  const kept = start.replace('archiveId:', 'tier: EXPEDITED, keepStaged: { untilDownloaded: true }, archiveId:');
  return (await caller.data(kept)).initiateArchiveRetrieval.job.id;
}

const keptAs = async (caller: Pick<TestGateway, 'data'>, id: string): Promise<Data> =>
  (
    await caller.data(
      `query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { keepStaged {
        state restages failure { code message attempts }
      } } } }`,
      { id },
    )
  ).node.keepStaged;

/** Until the first job has ended and its output expires soon. */
async function passUntilDue(gateway: TestGateway): Promise<void> {
  for (const milliseconds of [hour, 19 * hour]) {
    await settle(gateway);
    gateway.clock.advance(milliseconds);
  }
  await settle(gateway);
}

test('the present permission decides, before each paid start', async () => {
  const all: readonly Action[] = ['read', 'start'];
  const policyOf = (films: readonly Action[]) =>
    createTestAuthenticator({
      keys: {
        ann: { '111122223333/us-east-1/*': films },
        bob: { '111122223333/us-east-1/*': all },
        eve: { '111122223333/us-east-1/*': all },
      },
    });
  let present: Authenticator = policyOf(all);
  const authenticator: Authenticator = {
    ...present,
    authenticate: (credentials) => present.authenticate(credentials),
    presentAccess: (earlier) => present.presentAccess(earlier),
  };
  const lines: Data[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  await using gateway = await startGateway({ seed: 'empty', authenticator, log });
  const { start } = vaultWorld(gateway.simulator);
  const [ann, bob, eve] = ['ann', 'bob', 'eve'].map((name) => gateway.as(keyOf(name)));
  if (!ann || !bob || !eve) throw new Error('no caller');
  const [lost, kept, removed] = [await keep(ann, start), await keep(bob, start), await keep(eve, start)];

  // Ann may only read, and Eve has no key any more.
  present = createTestAuthenticator({
    keys: { ann: { '111122223333/us-east-1/*': ['read'] }, bob: { '111122223333/us-east-1/*': all } },
  });
  gateway.calls();
  await passUntilDue(gateway);
  await expect.poll(() => keptAs(bob, kept)).toMatchObject({ state: 'ACTIVE', restages: 1, failure: null });
  await expect
    .poll(() => keptAs(bob, lost))
    .toMatchObject({
      state: 'PERMISSION_LOST',
      restages: 0,
      failure: { code: 'FORBIDDEN', message: expect.stringContaining('"start" is not allowed on the vault photos') },
    });
  const noKey = {
    code: 'UNAUTHENTICATED',
    message: 'The API key of the caller was removed or has expired.',
    attempts: 1,
  };
  await expect.poll(() => keptAs(bob, removed)).toMatchObject({ state: 'PERMISSION_LOST', failure: noKey });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(1);
  const audited = lines.filter(({ audit, operation }) => audit && operation === 'keepStaged');
  expect(audited.map(({ caller, result }) => `${caller} ${result}`).sort()).toEqual([
    'key:ann FORBIDDEN',
    'key:bob OK',
    'key:eve UNAUTHENTICATED',
  ]);

  // A right that comes back starts nothing that has ended.
  present = policyOf(all);
  await passUntilDue(gateway);
  await expect.poll(() => keptAs(bob, kept)).toMatchObject({ restages: 2 });
  expect(await keptAs(bob, lost)).toMatchObject({ state: 'PERMISSION_LOST', restages: 0 });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(1);
});

test('an anonymous caller needs that anonymous callers may write', async () => {
  let present = createOpenAuthenticator(anonymous);
  const authenticator: Authenticator = { ...present, presentAccess: (earlier) => present.presentAccess(earlier) };
  await using gateway = await startGateway({ seed: 'empty', authenticator });
  const id = await keep(gateway, vaultWorld(gateway.simulator).start);
  present = createOpenAuthenticator(anonymousReader);
  gateway.calls();
  await passUntilDue(gateway);
  await expect
    .poll(() => keptAs(gateway, id))
    .toMatchObject({
      state: 'PERMISSION_LOST',
      failure: { code: 'FORBIDDEN', message: expect.stringContaining('ALLOW_ANONYMOUS_WRITES') },
    });
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();
});

test('a retrieval whose account was removed is not started, in whatever credentials', async () => {
  const lines: Data[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  await using gateway = await startGateway({ seed: 'empty', log });
  const { backend } = gateway;
  const id = await keep(gateway, vaultWorld(gateway.simulator).start);
  await settle(gateway);
  // The job has ended, and only its expiry is awaited.
  gateway.clock.advance(hour);
  await settle(gateway);
  const [other] = backend.accounts.filter(({ accountId }) => accountId !== '111122223333');
  if (!other) throw new Error('no other account');
  await gateway.reload({ backend: { ...backend, accounts: [other] } });
  gateway.calls();
  gateway.clock.advance(19 * hour);
  const audited = () => lines.filter(({ audit, operation }) => audit && operation === 'keepStaged');
  await expect.poll(() => audited().map(({ result }) => result)).toEqual(['FORBIDDEN']);
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();
  await gateway.reload({ backend });
  await expect
    .poll(() => keptAs(gateway, id))
    .toMatchObject({ state: 'FAILED', restages: 0, failure: { code: 'FORBIDDEN' } });
});
