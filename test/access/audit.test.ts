import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { vaultAddressText, vaultRef, vaultRefText } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

let gateway: TestGateway;
let written: string[] = [];

const lines = (): Data[] => written.map((line) => JSON.parse(line)).filter(({ audit }) => audit === true);

beforeAll(async () => {
  const stream = new Writable({
    write: (chunk, _, done) => {
      written.push(...String(chunk).trimEnd().split('\n'));
      done();
    },
  });
  gateway = await startGateway({
    // The audit log is written at every level except silent.
    log: pino({ level: 'error' }, stream),
    authenticator: createTestAuthenticator({
      keys: { root: { '*/*': actions, '*/*/*': actions }, ann: { '*/*/media-masters': ['read'] } },
    }),
  });
});
beforeEach(() => {
  written = [];
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const root = (query: string, variables?: object) => gateway.as(keyOf('root')).query(query, variables as never);

const deleteNamed = 'mutation ($vault: VaultRef!) { deleteVault(input: { vault: $vault }) { __typename } }';

describe('the audit log', () => {
  test('contains the caller, the operation, the resource and the request id of AWS', async () => {
    const { data } = await root(`mutation {
      initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')}, idempotencyKey: "mine and secret" }) {
        ... on InitiateInventoryRetrievalPayload { job { jobId } }
      }
      deleteVault(input: { ${vaultRefText('media-masters')} }) { __typename }
    }`);
    const common = { audit: true, caller: 'key:root', account: '111122223333', region: 'us-east-1', msg: 'mutation' };
    expect(lines()).toMatchObject([
      {
        ...common,
        operation: 'initiateInventoryRetrieval',
        what: { vaultName: 'media-masters', jobId: data.initiateInventoryRetrieval.job.jobId },
        idempotencyKey: expect.stringMatching(/^[0-9a-f]{16}$/),
        result: 'OK',
        awsRequestId: expect.stringMatching(/./),
      },
      // AWS keeps a vault that is not empty.
      {
        ...common,
        operation: 'deleteVault',
        what: { vaultName: 'media-masters' },
        idempotencyKey: null,
        result: expect.not.stringMatching(/^OK$/),
        awsRequestId: expect.stringMatching(/./),
      },
    ]);
    expect(written.join()).not.toContain('secret');
    expect(written.join()).not.toContain(keyOf('root'));
  });

  test('contains refused mutations', async () => {
    await gateway.as(keyOf('ann')).query(`mutation {
      a: deleteVault(input: { ${vaultRefText('media-masters')} }) { __typename }
      b: deleteVault(input: { ${vaultRefText('backups-2019')} }) { __typename }
      c: deleteVault(input: { vault: { address: { name: "x", accountId: "444455556666", region: "nowhere" } } }) { __typename }
      d: deleteVault(input: { ${vaultRefText('a/../b')} }) { __typename }
    }`);
    expect(lines().map(({ caller, result, region, awsRequestId }) => [caller, result, region, awsRequestId])).toEqual([
      ['key:ann', 'FORBIDDEN', 'us-east-1', null],
      ['key:ann', 'NOT_FOUND', 'us-east-1', null],
      ['key:ann', 'BAD_USER_INPUT', 'nowhere', null],
      ['key:ann', 'BAD_USER_INPUT', 'us-east-1', null],
    ]);
  });

  test('has one line for each start of a bulk mutation', async () => {
    const { data } = await root(
      '{ vault(name: "media-masters") { jobs(first: 50) { nodes { ... on ArchiveRetrievalJob { archiveId } } } } }',
    );
    const archiveId = data.vault.jobs.nodes.find((job: Data) => job.archiveId).archiveId;
    await root(
      `mutation ($ids: [String!]!) { initiateArchiveRetrievals(input: { ${vaultRefText('media-masters')}, archiveIds: $ids, tier: BULK }) { __typename } }`,
      { ids: [archiveId, 'no-such-archive'] },
    );
    expect(
      lines().map(({ what, result }) => [what.archives ?? what.archiveId, what.jobId !== undefined, result]),
    ).toEqual([
      ['2', false, 'OK'],
      [archiveId, true, 'OK'],
      ['no-such-archive', false, expect.not.stringMatching(/^OK$/)],
    ]);
  });

  test('cannot be forged by a caller, and limits the length of its values', async () => {
    const forged = 'x\n{"level":30,"audit":true,"caller":"key:root","result":"OK"}';
    await gateway.as(keyOf('ann')).query(deleteNamed, { vault: vaultRef(forged) });
    await gateway.as(keyOf('ann')).query(deleteNamed, { vault: vaultRef('x'.repeat(100_000)) });
    const logged = lines();
    expect(logged.map(({ caller, result }) => [caller, result])).toEqual([
      ['key:ann', 'BAD_USER_INPUT'],
      ['key:ann', 'BAD_USER_INPUT'],
    ]);
    expect(logged[0].what.vaultName).toBe(forged);
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThan(1_000);
  });

  test('contains a mutation whose caller disconnects', async () => {
    const disconnect = new AbortController();
    gateway.simulator.faults.set([
      { operation: 'glacier.CreateVault', kind: 'delay', when: 'after', call: 1, delayMilliseconds: 60_000 },
    ]);
    const answer = gateway
      .as(keyOf('root'))
      .query(
        `mutation { createVault(input: { ${vaultAddressText('left-alone')} }) { __typename } }`,
        {},
        disconnect.signal,
      )
      .catch(() => 'disconnected');
    await expect.poll(() => gateway.simulator.calls.counts['glacier.CreateVault']).toBe(1);
    disconnect.abort();
    expect(await answer).toBe('disconnected');
    gateway.simulator.faults.release();
    await expect.poll(lines).toMatchObject([{ operation: 'createVault', what: { vaultName: 'left-alone' } }]);
  });
});
