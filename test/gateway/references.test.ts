// Identity over HTTP: a mutation changes the resource that its reference names, in its location, and an ID of the gateway and
// an ID of AWS are never mistaken for one another.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { batchJobId, glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { batchJobRef, home, vaultRef } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

const west = { ...home, region: 'us-west-2' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({
    authenticator: createTestAuthenticator({
      keys: {
        root: { '*/*': actions, '*/*/*': actions },
        westerner: { '111122223333/us-west-2': actions, '111122223333/us-west-2/*': actions },
      },
    }),
  });
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const root = (query: string, variables: object = {}) => gateway.as(keyOf('root')).query(query, variables as never);

const setTags = `mutation ($vault: VaultRef!, $value: String!) {
  result: setVaultTags(input: { vault: $vault, tags: [{ key: "owner", value: $value }] }) {
    __typename ... on SetVaultTagsPayload { vault { id region } } ... on MutationError { message } ... on InvalidInputError { path }
  }
}`;

const tagsOf = async (region: string): Promise<Data> => {
  const { data } = await root(
    'query ($r: String!) { vault(name: "examplevault", region: $r) { id tags { key value } } }',
    {
      r: region,
    },
  );
  return data.vault;
};

describe('a vault of a name that exists in two regions', () => {
  test('is changed in the region of the ID that a client has read', async () => {
    const east = await tagsOf(home.region);
    const { id } = await tagsOf(west.region);
    const { data } = await root(setTags, { vault: { id }, value: 'west' });
    expect(data.result).toEqual({ __typename: 'SetVaultTagsPayload', vault: { id, region: west.region } });
    expect((await tagsOf(west.region)).tags).toEqual([{ key: 'owner', value: 'west' }]);
    expect(await tagsOf(home.region)).toEqual(east);
  });

  test('is not changed at all without a region', async () => {
    gateway.calls();
    for (const [address, missing] of [
      [{ name: 'examplevault' }, 'accountId'],
      [{ name: 'examplevault', accountId: home.accountId }, 'region'],
    ] as const) {
      const { data } = await root(setTags, { vault: { address }, value: 'nobody' });
      expect(data.result).toMatchObject({
        __typename: 'InvalidInputError',
        path: ['input', 'vault', 'address', missing],
        message: expect.stringContaining('111122223333 us-east-1, 111122223333 us-west-2, 444455556666 us-east-1'),
      });
    }
    expect(gateway.calls()).toEqual({});
  });

  test('needs no location for a caller who has one, and is that one', async () => {
    const { data } = await gateway
      .as(keyOf('westerner'))
      .query(setTags, { vault: { address: { name: 'examplevault' } }, value: 'hers' });
    expect(data.result.vault).toEqual({ id: vaultId({ ...west, vaultName: 'examplevault' }), region: west.region });
    expect((await tagsOf(west.region)).tags).toEqual([{ key: 'owner', value: 'hers' }]);
  });

  test('is not found for a caller who may not know its location, by either reference', async () => {
    gateway.calls();
    const query = gateway.as(keyOf('westerner')).query;
    const { data } = await query(setTags, {
      vault: { id: vaultId({ ...home, vaultName: 'examplevault' }) },
      value: 'x',
    });
    expect(data.result.__typename).toBe('NotFoundError');
    const { data: addressed } = await query(setTags, { vault: vaultRef('examplevault'), value: 'x' });
    expect(addressed.result).toMatchObject({ path: ['input', 'vault', 'address', 'region'] });
    expect(gateway.calls()).toEqual({});
  });
});

describe('one idempotency key', () => {
  test('returns one job for the global ID and for the address of a vault', async () => {
    const start = `mutation ($vault: VaultRef!) {
      result: initiateInventoryRetrieval(input: { vault: $vault, idempotencyKey: "either way" }) {
        ... on InitiateInventoryRetrievalPayload { job { jobId } }
      }
    }`;
    const byAddress = await root(start, { vault: vaultRef('media-masters') });
    const byId = await root(start, { vault: { id: vaultId({ ...home, vaultName: 'media-masters' }) } });
    expect(byId.data.result.job.jobId).toBe(byAddress.data.result.job.jobId);
  });
});

const inVault = { ...home, vaultName: 'media-masters' };
const globalIds = {
  vault: vaultId(inVault),
  'Glacier job': glacierJobId({ ...inVault, jobId: 'job' }),
  'Batch job': batchJobId({ ...home, jobId: 'job' }),
};
const everyGlobalId = Object.entries(globalIds);

/** Arguments that expect AWS's own name or ID: the query, its variables, and the path of the argument. */
const ownNames: [argument: string, query: string, variables: (value: string) => object, path: string][] = [
  ['vault(name)', 'query ($x: String!) { result: vault(name: $x) { name } }', (x) => ({ x }), 'name'],
  [
    'glacierJob(vaultName)',
    'query ($x: String!) { result: glacierJob(vaultName: $x, jobId: "j") { __typename } }',
    (x) => ({ x }),
    'vaultName',
  ],
  [
    'glacierJob(jobId)',
    'query ($x: String!) { result: glacierJob(vaultName: "v", jobId: $x) { __typename } }',
    (x) => ({ x }),
    'jobId',
  ],
  ['batchJob(jobId)', 'query ($x: String!) { result: batchJob(jobId: $x) { jobId } }', (x) => ({ x }), 'jobId'],
  [
    'jobs(filter.vaultNames)',
    'query ($x: String!) { result: jobs(filter: { vaultNames: [$x] }) { totalCount } }',
    (x) => ({ x }),
    'filter.vaultNames.0',
  ],
  ...[
    [
      'deleteArchive',
      'archiveId',
      (x: string) => ({ vault: vaultRef('media-masters'), archiveId: x }),
      'input.archiveId',
    ],
    [
      'initiateArchiveRetrieval',
      'archiveId',
      (x: string) => ({ vault: vaultRef('media-masters'), archiveId: x }),
      'input.archiveId',
    ],
    [
      'initiateArchiveRetrievals',
      'archiveIds',
      (x: string) => ({ vault: vaultRef('media-masters'), archiveIds: [x] }),
      'input.archiveIds.0',
    ],
    ['deleteVault', 'vault.address.name', (x: string) => ({ vault: vaultRef(x) }), 'input.vault.address.name'],
    ['createVault', 'vault.name', (x: string) => ({ vault: { ...home, name: x } }), 'input.vault.name'],
    ['cancelBatchJob', 'job.address.jobId', (x: string) => ({ job: batchJobRef(x) }), 'input.job.address.jobId'],
  ].map(([field, argument, input, path]): (typeof ownNames)[number] => {
    const type = `${String(field).charAt(0).toUpperCase()}${String(field).slice(1)}`;
    return [
      `${field}(${argument})`,
      `mutation ($input: ${type}Input!) { result: ${field}(input: $input) {
        __typename ... on MutationError { message } ... on InvalidInputError { path } } }`,
      (x) => ({ input: (input as (x: string) => object)(x) }),
      String(path),
    ];
  }),
];

/** The message of a refusal, of a query or a mutation. */
const refusal = ({ data, errors }: Awaited<ReturnType<typeof root>>): string | undefined =>
  errors?.[0]?.message ?? data?.result?.message;

describe('a global ID in place of the name or ID of AWS is refused by', () => {
  test.each(ownNames)('%s', async (_, query, variables, path) => {
    gateway.calls();
    for (const [noun, id] of everyGlobalId) {
      expect(refusal(await root(query, variables(id)))).toMatch(`${path}: this is the global ID of a ${noun}; `);
    }
    expect(gateway.calls()).toEqual({});
  });
});

const uuid = '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c';
const awsIds = [
  'media-masters',
  'a'.repeat(92),
  'a'.repeat(138),
  uuid,
  'arn:aws:glacier:us-east-1:111122223333:vaults/x',
];

/** Arguments that expect a global ID: the query, the path of the argument, and the kinds that it accepts. */
const ofGateway: [argument: string, query: string, path: string, kinds: string[]][] = [
  ['node(id)', 'query ($x: ID!) { result: node(id: $x) { id } }', 'id', Object.keys(globalIds)],
  ['nodes(ids)', 'query ($x: ID!) { result: nodes(ids: [$x]) { id } }', 'ids.0', Object.keys(globalIds)],
  [
    'deleteVault(vault.id)',
    'mutation ($x: ID!) { result: deleteVault(input: { vault: { id: $x } }) { ... on MutationError { message } } }',
    'input.vault.id',
    ['vault'],
  ],
  [
    'cancelBatchJob(job.id)',
    'mutation ($x: ID!) { result: cancelBatchJob(input: { job: { id: $x } }) { ... on MutationError { message } } }',
    'input.job.id',
    ['Batch job'],
  ],
];

describe('an ID of AWS, or the ID of something else, is refused by', () => {
  test.each(ofGateway)('%s', async (_, query, path, kinds) => {
    gateway.calls();
    for (const id of awsIds) {
      expect(refusal(await root(query, { x: id }))).toMatch(`${path}: this is not a global ID. `);
    }
    for (const [noun, id] of everyGlobalId.filter(([noun]) => !kinds.includes(noun))) {
      expect(refusal(await root(query, { x: id }))).toBe(`${path}: this is the ID of a ${noun}, not of a ${kinds[0]}.`);
    }
    expect(gateway.calls()).toEqual({});
  });
});

describe('vaultJobUpdates', () => {
  const query = `subscription ($vault: VaultRef!) { vaultJobUpdates(vault: $vault) {
    change job { ... on Job { id phase } ... on VaultJob { vault { id } } } } }`;
  const follow = (vault: object) =>
    subscribe(gateway.url, query, { vault }, { authorization: `Bearer ${keyOf('root')}` });

  test.each([
    ['no location', { address: { name: 'media-masters' } }, /^vault\.address\.accountId: the value is required/],
    [
      'the ID of a job',
      { id: globalIds['Glacier job'] },
      /^vault\.id: this is the ID of a Glacier job, not of a vault/,
    ],
    ['the name of a vault as its ID', { id: 'media-masters' }, /^vault\.id: this is not a global ID/],
    [
      'an ID as the name of a vault',
      vaultRef(globalIds.vault),
      /^vault\.address\.name: this is the global ID of a vault/,
    ],
  ])('refuses %s', async (_, vault, message) => {
    gateway.calls();
    await using stream = await follow(vault);
    const [first] = await stream.take(1);
    expect(first.errors[0].message).toMatch(message);
    expect(gateway.calls()).toEqual({});
  });

  test('accepts the global ID and the address of a vault', async () => {
    const jobs =
      'query ($id: ID!) { node(id: $id) { ... on Vault { jobs(first: 1000) { nodes { ... on Job { id phase } } } } } }';
    const { data } = await root(jobs, { id: globalIds.vault });
    const running: Data[] = data.node.jobs.nodes.filter(({ phase }: Data) => phase === 'RUNNING');
    expect(running.length).toBeGreaterThan(1);
    // The order of the first events is not fixed, and there are also those of jobs that have ended lately.
    const stateOf = async (vault: object) => {
      await using stream = await follow(vault);
      const events = new Map<string, Data>();
      while (running.some(({ id }) => !events.has(id))) {
        const [event] = await stream.take(1);
        events.set(event.data.vaultJobUpdates.job.id, event);
      }
      return running.map(({ id }) => events.get(id));
    };
    const byId = await stateOf({ id: globalIds.vault });
    expect(byId).toMatchObject(
      running.map((job) => ({
        data: { vaultJobUpdates: { change: 'INITIAL', job: { ...job, vault: { id: globalIds.vault } } } },
      })),
    );
    expect(await stateOf(vaultRef('media-masters'))).toEqual(byId);
  });
});
