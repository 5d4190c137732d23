// Resources that a caller may not see: the answer equals that for a missing one, and AWS is not called.
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Action, actions } from '../../src/access/access.ts';
import { createClock } from '../../src/core/clock.ts';
import { batchJobId, glacierJobId, locationId, vaultId } from '../../src/schema/kit/globalId.ts';
import { countCallsByFunction } from '../support/countCalls.ts';
import { batchJobRefText, vaultAddressText, vaultRefText } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { createTestAuthenticator, keyOf } from './createTestAuthenticator.ts';

const account = '111122223333';
const region = 'us-east-1';
const other = '444455556666';

let gateway: TestGateway;
/** A vault that ann may not see, with a job; a vault and a job that she may see. */
let foreignVault: string;
let ownVault: string;
let ownJob: string;
let foreignJob: string;
let batchJob: string;

const as = (name: string) => gateway.as(keyOf(name));

beforeAll(async () => {
  const stopped = createClock({ speed: 0 });
  gateway = await startGateway({
    // Nothing happens by itself between the requests whose work is compared.
    realClock: stopped,
    loopReadings: { clock: stopped, cpuTime: () => 0 },
    authenticator: createTestAuthenticator({
      keys: {
        root: { '*/*': actions, '*/*/*': actions },
        // One vault that ann may read, and some in which she may start jobs.
        ann: { [`${account}/${region}/media-masters`]: ['read'], [`${account}/${region}/b*`]: ['read', 'start'] },
        abroad: { [`${other}/*/*`]: ['read'] },
        batch: { [`${account}/${region}`]: ['read'] },
      },
    }),
  });
  const { vaults, batchJobs } = await as('root').data(
    '{ vaults(first: 100) { nodes { name jobs(first: 1) { nodes { ... on VaultJob { jobId completed } } } } } batchJobs(first: 1) { nodes { jobId } } }',
  );
  const withJob = (isAnns: boolean) =>
    vaults.nodes.find(
      ({ name, jobs }: Data) => jobs.nodes.length > 0 && (name === 'media-masters' || name.startsWith('b')) === isAnns,
    );
  ownVault = withJob(true).name;
  ownJob = withJob(true).jobs.nodes[0].jobId;
  foreignVault = withJob(false).name;
  foreignJob = withJob(false).jobs.nodes[0].jobId;
  batchJob = batchJobs.nodes[0].jobId;
  // This fills the caches.
  const ids = [
    glacierJobId({ accountId: account, region, vaultName: foreignVault, jobId: foreignJob }),
    batchJobId({ accountId: account, region, jobId: batchJob }),
    vaultId({ accountId: account, region, vaultName: foreignVault }),
  ];
  const { nodes } = await as('root').data('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
  expect(nodes.every((node: Data) => node !== null)).toBe(true);
  await as('root').data('{ jobs(first: 1) { nodes { id } pageInfo { endCursor } } }');
});
beforeEach(() => void gateway.calls());
afterAll(() => gateway?.[Symbol.asyncDispose]());

const location = { accountId: account, region };
const missing = 'M'.repeat(92);

/** The complete answer as text. */
async function wire(name: string, query: string, variables: object = {}): Promise<string> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${keyOf(name)}` },
    body: JSON.stringify({ query, variables }),
  });
  return `${response.status} ${await response.text()}`;
}

describe('the id of a resource that the caller may not see', () => {
  const pairs = (): [string, string, string][] => [
    [
      'a Glacier job',
      glacierJobId({ ...location, vaultName: foreignVault, jobId: foreignJob }),
      glacierJobId({ ...location, vaultName: foreignVault, jobId: missing }),
    ],
    [
      'a vault',
      vaultId({ ...location, vaultName: foreignVault }),
      vaultId({ ...location, vaultName: 'no-such-vault' }),
    ],
    ['a Batch job', batchJobId({ ...location, jobId: batchJob }), batchJobId({ ...location, jobId: 'no-such-job' })],
    [
      'something of another account',
      vaultId({ accountId: other, region, vaultName: foreignVault }),
      vaultId({ accountId: '999999999999', region, vaultName: foreignVault }),
    ],
  ];

  test('is answered by node and nodes like a missing one, byte for byte, without an AWS call', async () => {
    for (const [, foreign, absent] of pairs()) {
      const query = 'query ($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id]) { id } }';
      const answer = await wire('ann', query, { id: foreign });
      expect(answer).toBe(await wire('ann', query, { id: absent }));
      expect(answer).toContain('{"node":null,"nodes":[null]}');
    }
    expect(gateway.calls()).toEqual({});
    const own = glacierJobId({ ...location, vaultName: ownVault, jobId: ownJob });
    expect(await as('ann').data('query ($id: ID!) { node(id: $id) { id } }', { id: own })).toEqual({
      node: { id: own },
    });
  });

  test('is looked up by the same calls of functions as a missing one, so that its time reveals nothing', async () => {
    const query = 'query ($id: ID!) { node(id: $id) { __typename } }';
    const [[, foreign, absent] = ['', '', '']] = pairs();
    // Overload protection observes garbage collections, which happen at any time.
    const isCounted = (url: string) => /\/src\/(?!simulator\/|http\/lifecycle\/createOverload)/.test(url);
    const requests = 10;
    const callsFor = (id: string) =>
      countCallsByFunction(async () => {
        for (let time = 0; time < requests; time += 1) {
          await wire('ann', query, { id });
          // Until the gateway has ended the request, too.
          for (let turns = 0; turns < 20; turns += 1) await turn();
        }
      }, isCounted);
    await callsFor(foreign);
    await callsFor(absent);
    const [calls, others] = [await callsFor(foreign), await callsFor(absent)];
    expect(calls.size).toBeGreaterThan(100);
    // What a request does differently shows in each of the requests. What depends on the time, as the reading of CPU time once
    // in some milliseconds, shows in a few of them.
    const differing = [...new Set([...calls.keys(), ...others.keys()])].filter(
      (name) => Math.abs((calls.get(name) ?? 0) - (others.get(name) ?? 0)) >= requests,
    );
    expect(differing).toEqual([]);
  });

  test('is answered by a query by name like a missing one', async () => {
    const queries: [string, Data, Data][] = [
      ['query ($name: String!) { vault(name: $name) { name tags { key } } }', { name: foreignVault }, { name: 'none' }],
      [
        'query ($name: String!) { vault(name: $name) { name jobs(first: 1) { nodes { __typename } } } }',
        { name: foreignVault },
        { name: 'none' },
      ],
      [
        'query ($name: String!, $id: String!) { glacierJob(vaultName: $name, jobId: $id) { __typename } }',
        { name: foreignVault, id: foreignJob },
        { name: 'none', id: foreignJob },
      ],
      ['query ($id: String!) { batchJob(jobId: $id) { id tags { key } } }', { id: batchJob }, { id: 'none' }],
    ];
    for (const [query, foreign, absent] of queries) {
      const answer = await wire('ann', query, foreign);
      expect(answer).toBe(await wire('ann', query, absent));
      expect(answer).toMatch(/^200 {"data":{"\w+":null}/);
    }
    expect(gateway.calls()).toEqual({});
  });

  test('is answered by subscriptions like a missing one', async () => {
    const headers = { authorization: `Bearer ${keyOf('ann')}` };
    const firstAnswer = async (query: string, variables: Record<string, unknown>) => {
      await using stream = await subscribe(gateway.url, query, variables, headers);
      // The id of an event is derived from its subscription.
      return JSON.stringify((await stream.rest()).map(({ event, data }) => ({ event, data })));
    };
    const updates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id } } }';
    const [[, foreign, absent] = ['', '', '']] = pairs();
    const answer = await firstAnswer(updates, { ids: [foreign] });
    expect(answer.replaceAll(foreignJob, missing)).toBe(await firstAnswer(updates, { ids: [absent] }));
    expect(answer).toContain('NOT_FOUND');
    // The same for a missing job in a vault that she may read.
    const ownAbsent = glacierJobId({ ...location, vaultName: ownVault, jobId: missing });
    expect(answer.replaceAll(foreignJob, missing)).toBe(await firstAnswer(updates, { ids: [ownAbsent] }));
    gateway.calls();

    const ofVault = 'subscription ($id: ID!) { vaultJobUpdates(vault: { id: $id }) { __typename } }';
    const [, [, foreignId, absentId] = ['', '', '']] = pairs();
    const ownNone = vaultId({ ...location, vaultName: 'b-none' });
    const nothing = await firstAnswer(ofVault, { id: foreignId });
    expect(nothing.replace(foreignVault, 'b-none')).toBe(await firstAnswer(ofVault, { id: ownNone }));
    expect(nothing.replace(foreignVault, 'no-such-vault')).toBe(await firstAnswer(ofVault, { id: absentId }));
    gateway.calls();
    const ofBatch = await firstAnswer('subscription { batchJobUpdates { job { id } } }', {});
    expect(ofBatch).toContain('FORBIDDEN');
    expect(gateway.calls()).toEqual({});
  });

  test('are not in the feed of a board, and neither are their locations', async () => {
    const seenBy = async (name: string) => {
      const headers = { authorization: `Bearer ${keyOf(name)}` };
      const query = `subscription { jobFeed {
        job { accountId ... on VaultJob { vault { name } } } sources { accountId region service status }
      } }`;
      await using stream = await subscribe(gateway.url, query, {}, headers);
      const events: Data[] = [];
      do events.push((await stream.take(1))[0].data.jobFeed);
      while (events.at(-1).job);
      return { vaults: new Set(events.map(({ job }) => job?.vault?.name)), sources: events.at(-1).sources };
    };
    const { vaults, sources } = await seenBy('ann');
    expect(vaults).toContain(ownVault);
    expect([...vaults].filter((vault) => vault && vault !== 'media-masters' && !vault.startsWith('b'))).toEqual([]);
    expect(sources).toEqual([{ accountId: account, region, service: 'GLACIER', status: 'OK' }]);
    expect((await seenBy('batch')).sources).toEqual([
      { accountId: account, region, service: 'S3_BATCH_OPERATIONS', status: 'OK' },
    ]);
  });

  test('of an account is refused like an unknown account, with the same message', async () => {
    const query = 'query ($account: AccountId!) { vaults(filter: { accountIds: [$account] }) { nodes { name } } }';
    const refusal = await wire('ann', query, { account: other });
    expect(refusal).toBe(await wire('ann', query, { account: '999999999999' }));
    expect(refusal).not.toContain(other);
    const byRegion = 'query ($region: String!) { vaults(filter: { regions: [$region] }) { nodes { name } } }';
    expect(await wire('ann', byRegion, { region: 'eu-west-1' })).not.toContain('us-west-2');
    const byFilter = 'query ($account: AccountId!) { jobs(filter: { accountIds: [$account] }) { nodes { id } } }';
    expect(await wire('ann', byFilter, { account: other })).toBe(
      await wire('ann', byFilter, { account: '999999999999' }),
    );
    expect(gateway.calls()).toEqual({});
  });
});

describe('the name of a vault that the caller may not read', () => {
  test('as a filter of jobs finds the same as a name without a vault, without an AWS call', async () => {
    const query = `query ($names: [String!]) { jobs(filter: { vaultNames: $names }) {
      totalCount nodes { id } groups(by: [VAULT]) { vaultName count } sources { status truncated message } } }`;
    const forbidden = await as('ann').query(query, { names: [foreignVault] });
    expect(gateway.calls()).toEqual({});
    expect(forbidden.data.jobs).toMatchObject({ totalCount: 0, nodes: [], groups: [] });
    expect(forbidden).toEqual(await as('ann').query(query, { names: ['no-such-vault'] }));
    const both = await as('ann').data(query, { names: [foreignVault, ownVault] });
    expect(both.jobs.groups).toEqual([{ vaultName: ownVault, count: expect.any(Number) }]);
    expect(both.jobs.totalCount).toBeGreaterThan(0);
  });
});

describe('a list', () => {
  test('of accounts contains the caller’s own, and so does the default account', async () => {
    const query = '{ gateway { defaultAccountId defaultRegion accounts { accountId regions } } }';
    expect((await as('ann').data(query)).gateway).toEqual({
      defaultAccountId: account,
      defaultRegion: region,
      accounts: [{ accountId: account, regions: [region] }],
    });
    const abroad = (await as('abroad').data(query)).gateway;
    expect(abroad.defaultAccountId).toBe(other);
    expect(abroad.accounts).toHaveLength(1);
    const { vaults } = await as('abroad').data('{ vaults(first: 1) { nodes { accountId } } }');
    expect(vaults.nodes).toEqual([{ accountId: other }]);
  });

  test('of locations contains the caller’s own, by their IDs too, without an AWS call', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Location { accountId region viewerCan } } }';
    const places = [
      location,
      { accountId: account, region: 'us-west-2' },
      { accountId: other, region },
      { accountId: '999999999999', region },
    ];
    const ids = places.map(locationId);
    const seenBy = async (name: string) => (await as(name).data(query, { ids })).nodes;
    expect(await seenBy('root')).toEqual([...places.slice(0, 3).map((place) => expect.objectContaining(place)), null]);
    // Ann may read vaults there, and nothing else.
    expect(await seenBy('ann')).toEqual([{ ...location, viewerCan: [] }, null, null, null]);
    expect(await seenBy('batch')).toEqual([{ ...location, viewerCan: ['READ'] }, null, null, null]);
    expect((await seenBy('abroad'))[2]).toMatchObject({ accountId: other, region, viewerCan: [] });
    for (const hidden of ids.slice(1)) {
      const answer = await wire('ann', 'query ($id: ID!) { node(id: $id) { __typename } }', { id: hidden });
      expect(answer).toContain('{"node":null}');
    }
    expect(gateway.calls()).toEqual({});
  });

  test('of vaults contains only the caller’s, page by page, and no other name in its cursors', async () => {
    const all: string[] = (await as('root').data('{ vaults(first: 100) { nodes { name } } }')).vaults.nodes.map(
      ({ name }: Data) => name,
    );
    const isAnns = (name: string) => name === 'media-masters' || name.startsWith('b');
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { vaults }: Data = await as('ann').data(
        'query ($after: String) { vaults(first: 1, after: $after) { nodes { name } edges { cursor } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      expect(vaults.nodes).toHaveLength(1);
      seen.push(...vaults.nodes.map(({ name }: Data) => name));
      after = vaults.pageInfo.hasNextPage ? vaults.pageInfo.endCursor : null;
      const inside = Buffer.from(vaults.pageInfo.endCursor, 'base64url').toString('latin1');
      for (const name of all.filter((each) => !isAnns(each))) expect(inside).not.toContain(name);
    } while (after !== null);
    expect(seen).toEqual(all.filter(isAnns));
    expect(seen.length).toBeGreaterThan(1);
    expect((await as('batch').data('{ vaults { nodes { name } } }')).vaults.nodes).toEqual([]);
  });

  test('of vaults rejects the cursor of another caller', async () => {
    const { vaults } = await as('root').data('{ vaults(first: 10) { pageInfo { endCursor } } }');
    const { errors } = await as('ann').query(
      'query ($after: String) { vaults(first: 1, after: $after) { nodes { name } } }',
      {
        after: vaults.pageInfo.endCursor,
      },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('of jobs contains only the caller’s, even after another caller has read all', async () => {
    const query =
      'query ($after: String) { jobs(first: 1000, after: $after) { nodes { __typename accountId ... on VaultJob { vault { name } } } sources { accountId service } pageInfo { endCursor } } }';
    const { jobs: root } = await as('root').data(query);
    expect(root.sources.length).toBeGreaterThan(2);
    for (const after of [null, root.pageInfo.endCursor]) {
      const { jobs } = await as('ann').data(query, { after });
      expect(jobs.sources).toEqual([{ accountId: account, service: 'GLACIER' }]);
      for (const node of jobs.nodes) expect(node.vault.name).toMatch(/^(media-masters|b.*)$/);
    }
    const { jobs } = await as('batch').data(query);
    expect(jobs.sources).toEqual([{ accountId: account, service: 'S3_BATCH_OPERATIONS' }]);
    expect(new Set(jobs.nodes.map(({ __typename }: Data) => __typename))).toEqual(new Set(['BatchJob']));
  });

  test('outside of vaults is null with an error, and the rest of the answer is complete', async () => {
    const { data, errors } = await as('ann').query(
      '{ batchJobs { nodes { id } } provisionedCapacity { capacityId } dataRetrievalPolicy { rules { strategy } } vaults(first: 1) { nodes { name } } }',
    );
    expect(data).toMatchObject({ batchJobs: null, provisionedCapacity: null, dataRetrievalPolicy: null });
    expect(data.vaults.nodes).toHaveLength(1);
    // By path: their order is that in which the fields fail, and GraphQL fixes none.
    expect(errors?.map(({ path, extensions }) => [path?.[0], extensions.code]).sort()).toEqual([
      ['batchJobs', 'FORBIDDEN'],
      ['dataRetrievalPolicy', 'FORBIDDEN'],
      ['provisionedCapacity', 'FORBIDDEN'],
    ]);
    expect(Object.keys(gateway.calls())).toEqual(['glacier.ListVaults']);
  });
});

describe('a mutation', () => {
  const deleting = (vaultName: string) => `mutation { deleteVault(input: { ${vaultRefText(vaultName)} }) {
    __typename ... on MutationError { message code } } }`;
  const starting = (
    vaultName: string,
  ) => `mutation { initiateInventoryRetrieval(input: { ${vaultRefText(vaultName)} }) {
    __typename ... on MutationError { message code } } }`;

  test('on a resource that may only be read is refused with the missing action', async () => {
    expect((await as('ann').data(deleting('media-masters'))).deleteVault).toEqual({
      __typename: 'ForbiddenError',
      code: 'FORBIDDEN',
      message:
        'The action "delete" is not allowed on the vault media-masters in account 111122223333, region us-east-1. Ask the operator to extend the policy (POLICY_FILE).',
    });
    expect((await as('ann').data(starting('media-masters'))).initiateInventoryRetrieval.message).toContain('"start"');
    const bulk = `mutation { initiateArchiveRetrieval(input: { ${vaultRefText('media-masters')}, archiveId: "a" }) { __typename } }`;
    expect(await as('ann').data(bulk)).toEqual({ initiateArchiveRetrieval: { __typename: 'ForbiddenError' } });
    expect(gateway.calls()).toEqual({});
  });

  test('on a resource that may not be seen is answered like one on a missing vault', async () => {
    const foreign = (await as('ann').data(deleting(foreignVault))).deleteVault;
    expect(foreign.__typename).toBe('NotFoundError');
    expect(gateway.calls()).toEqual({});
    const absent = (await as('root').data(starting('no-such-vault'))).initiateInventoryRetrieval;
    expect(foreign.message.replace(foreignVault, 'no-such-vault')).toBe(absent.message);
    const cancel = `mutation { cancelBatchJob(input: { ${batchJobRefText(batchJob)} }) { __typename } }`;
    expect(await as('ann').data(cancel)).toEqual({ cancelBatchJob: { __typename: 'NotFoundError' } });
    expect(await as('batch').data(cancel)).toEqual({ cancelBatchJob: { __typename: 'ForbiddenError' } });
  });

  test('that is allowed succeeds', async () => {
    const { initiateInventoryRetrieval: result } = await as('ann').data(starting('backups-2019'));
    expect(result.__typename).toBe('InitiateInventoryRetrievalPayload');
  });

  test.each<[Action, string]>([
    ['manage', `createVault(input: { ${vaultAddressText('media-masters')} })`],
    ['manage', `createVault(input: { ${vaultAddressText('hers-to-make')} })`],
    [
      'manage',
      'setDataRetrievalPolicy(input: { location: { accountId: "111122223333", region: "us-east-1" }, strategy: NONE })',
    ],
  ])('that requires %s does not reveal whether the resource exists: %s', async (action, field) => {
    const name = field.slice(0, field.indexOf('('));
    const answer = await as('ann').data(`mutation { ${field} { __typename ... on MutationError { message } } }`);
    expect(answer[name]).toMatchObject({
      __typename: 'ForbiddenError',
      message: expect.stringContaining(`"${action}"`),
    });
    expect(gateway.calls()).toEqual({});
  });
});
