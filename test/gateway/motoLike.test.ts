// The gateway with a backend that has moto's quirks: from a new vault to the output of its jobs.
import { describe, expect, test } from 'vitest';
import { documentOf } from '../support/everyMutation.ts';
import { vaultAddress, vaultRef } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { startMotoLike } from '../support/startMotoLike.ts';
import { subscribe } from '../support/subscribe.ts';

const vault = vaultRef('photos');
const accountId = '111122223333';

async function mutate(gateway: TestGateway, field: string, input: object, payload: string): Promise<Data> {
  const { data, errors } = await gateway.query(documentOf({ field, payload }), { input });
  expect(errors).toBeUndefined();
  return data.result;
}

async function withMoto(hoursAhead = 0) {
  // The clock and the storage are those of a gateway beside the simulator, which nothing else uses here.
  const world = await startGateway({ seed: 'empty' });
  const moto = await startMotoLike(world.clock, { hoursAhead });
  const gateway = await startGateway({
    beside: world,
    endpoint: moto.url,
    accounts: [{ accountId, name: null, regions: ['us-east-1'] }],
  });
  return {
    moto,
    gateway,
    clock: world.clock,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await moto[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

describe.each([0, 9, -7])('a backend with the quirks of moto, whose clock is %d hours ahead of UTC,', (hoursAhead) => {
  test('creates a vault, starts an inventory and a retrieval, lists and follows them, and reads the inventory', async () => {
    await using running = await withMoto(hoursAhead);
    const { gateway, moto, clock } = running;

    const created = await mutate(
      gateway,
      'createVault',
      { vault: vaultAddress('photos') },
      'location vault { id name creationDate }',
    );
    expect(created).toMatchObject({
      __typename: 'CreateVaultPayload',
      location: `/${accountId}/vaults/photos`,
      vault: { name: 'photos', creationDate: expect.any(String) },
    });
    const archiveId = moto.upload('photos', 'the body of an archive', 'holiday.jpg');

    const inventory = await mutate(
      gateway,
      'initiateInventoryRetrieval',
      { vault },
      'location job { id jobId phase statusMessage }',
    );
    expect(inventory).toMatchObject({ __typename: 'InitiateInventoryRetrievalPayload', job: { phase: 'RUNNING' } });
    expect(inventory.location).toBe(`/${accountId}/vaults/photos/jobs/${inventory.job.jobId}`);
    const retrieval = await mutate(
      gateway,
      'initiateArchiveRetrieval',
      { vault, archiveId },
      'location job { id jobId phase archiveId tier }',
    );
    expect(retrieval).toMatchObject({
      __typename: 'InitiateArchiveRetrievalPayload',
      location: `/${accountId}/vaults/photos/jobs/${retrieval.job.jobId}`,
      job: { phase: 'RUNNING', archiveId, tier: 'STANDARD' },
    });

    const ids = [inventory.job.id, retrieval.job.id];
    await using updates = await subscribe(
      gateway.url,
      `subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { change previousPhase job { id phase outcome } } }`,
      { ids },
    );
    const first = (await updates.take(2)).map(({ data }) => data.jobUpdates);
    expect(first.map(({ change, job }: Data) => [change, job.id, job.phase]).sort()).toEqual(
      ids.map((id) => ['INITIAL', id, 'RUNNING']).sort(),
    );

    const list = '{ vault(name: "photos") { jobs(first: 10) { nodes { ... on VaultJob { id phase } } } } }';
    expect((await gateway.data(list)).vault.jobs.nodes).toHaveLength(2);
    const { jobs } = await gateway.data(
      '{ jobs(filter: { phases: [RUNNING], kinds: [INVENTORY_RETRIEVAL] }) { nodes { jobId } sources { status } } }',
    );
    expect(jobs).toEqual({ nodes: [{ jobId: inventory.job.jobId }], sources: [{ status: 'OK' }] });

    clock.advance(6 * 3_600_000);
    const last = (await updates.rest()).filter(({ event }) => event === 'next').map(({ data }) => data.data.jobUpdates);
    expect(last.map(({ change, previousPhase, job }: Data) => [change, previousPhase, job.phase, job.outcome])).toEqual(
      ids.map(() => ['ENDED', 'RUNNING', 'DONE', 'SUCCEEDED']),
    );

    const { vault: read } = await gateway.data(`{ vault(name: "photos") {
      numberOfArchives vaultArn
      latestInventory { jobId inventory { inventoryDate archives(first: 10) { nodes { archiveId sizeInBytes archiveDescription } } } }
    } }`);
    expect(read).toMatchObject({
      numberOfArchives: 1,
      vaultArn: `arn:aws:glacier:us-east-1:${accountId}:vaults/photos`,
      latestInventory: {
        jobId: inventory.job.jobId,
        inventory: {
          inventoryDate: expect.any(String),
          archives: { nodes: [{ archiveId, sizeInBytes: 22, archiveDescription: 'holiday.jpg' }] },
        },
      },
    });
    const { node } = await gateway.data(
      'query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { output { url fileName } } } }',
      { id: retrieval.job.id },
    );
    // moto describes every archive as empty. A file that contradicts its description is not delivered.
    const isDelivered = await fetch(node.output.url).then(
      ({ ok }) => ok,
      () => false,
    );
    expect(isDelivered).toBe(false);
  });
});

test('with the quirks of moto, ensureInventory joins and reuses a job, though lists ignore their filters', async () => {
  await using running = await withMoto();
  const { gateway, moto, clock } = running;
  await mutate(gateway, 'createVault', { vault: vaultAddress('photos') }, 'location');
  const ensure = () => mutate(gateway, 'ensureInventory', { vault, maxAgeSeconds: 3600 }, 'source job { jobId phase }');
  const started = await ensure();
  const joined = await ensure();
  clock.advance(60_000);
  const reused = await ensure();
  expect([started.source, joined.source, reused.source]).toEqual(['STARTED', 'JOINED', 'REUSED']);
  expect(new Set([started, joined, reused].map(({ job }) => job.jobId)).size).toBe(1);
  expect(moto.requests.filter((request) => request === 'POST vaults/photos/jobs')).toHaveLength(1);
  // A filter that the server ignores still holds.
  const { vault: read } = await gateway.data(`{ vault(name: "photos") {
    running: jobs(statusCode: IN_PROGRESS) { nodes { __typename } } ended: jobs(completed: true) { nodes { __typename } }
  } }`);
  expect([read.running.nodes.length, read.ended.nodes.length]).toEqual([0, 1]);
});

describe('with the quirks of moto', () => {
  test('a vault that does not exist is absent, whatever its error is called', async () => {
    await using running = await withMoto();
    const { gateway } = running;
    const data = await gateway.data('{ vault(name: "none") { name } }');
    expect(data).toEqual({ vault: null });
    const started = await mutate(gateway, 'initiateInventoryRetrieval', { vault: vaultRef('none') }, 'job { jobId }');
    expect(started).toMatchObject({ __typename: 'NotFoundError', code: 'NOT_FOUND', awsCode: 'VaultNotFound' });
  });

  test('a page of HTML in place of an answer is an error and shows no absence', async () => {
    await using running = await withMoto();
    const { gateway } = running;
    await mutate(gateway, 'createVault', { vault: vaultAddress('photos') }, 'location');
    const fields = [
      'tags { key }',
      'notifications { events }',
      'accessPolicy',
      'lock { state }',
      'job(jobId: "NONE") { __typename }',
    ];
    const { data, errors = [] } = await gateway.query(`{ vault(name: "photos") { name ${fields.join(' ')} } }`);
    expect(data.vault).toEqual({
      name: 'photos',
      tags: null,
      notifications: null,
      accessPolicy: null,
      lock: null,
      job: null,
    });
    expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(
      ['accessPolicy', 'job', 'lock', 'notifications', 'tags'].map((name) => `vault.${name}`),
    );
    for (const { message, extensions } of errors) {
      expect(extensions.code).toBe('SERVICE_UNAVAILABLE');
      expect(message).not.toMatch(/html|DOCTYPE|token/i);
    }
    const deleted = await mutate(gateway, 'deleteVault', { vault: vaultRef('none') }, 'vaultName');
    expect(deleted).toMatchObject({ __typename: 'ServiceUnavailableError', retryable: true });
    const batch = await gateway.query('{ batchJobs { nodes { jobId } } }');
    expect(batch.data).toEqual({ batchJobs: null });
    expect(batch.errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
  });
});
