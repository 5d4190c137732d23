// The query `jobs`: search, order, pages and counts over HTTP, with the exact number of AWS calls.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { batchJobRefText, vaultRefText } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ seed: 'statuses' });
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => void gateway.calls());
afterEach(() => gateway.simulator.faults.clear());

const location = 'accountIds: ["111122223333"], regions: ["us-east-1"]';

const fields = `totalCount
  nodes {
    id kind phase outcome accountId region jobDescription creationDate completionDate overdue outputGuaranteedUntil
    expectedCompletion { latest }
    ... on VaultJob { vault { name } }
    ... on ArchiveRetrievalJob { tier }
    ... on SelectJob { tier }
    ... on BatchJob { operationName }
  }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  sources { accountId region service status truncated message }`;

/** From lists that were read before, unless they must be new: most of these tests compare results, not calls. */
const jobs = async (args: string, on: TestGateway = gateway, maxAgeSeconds = 3600): Promise<Data> =>
  (await on.data(`{ jobs(${args}, maxAgeSeconds: ${maxAgeSeconds}) { ${fields} } }`)).jobs;

const read = (args: string): Promise<Data> => jobs(args, gateway, 0);

const errorOf = async (args: string) => {
  const { data, errors } = await gateway.query(`{ other: __typename jobs(${args}) { totalCount } }`);
  expect(data).toEqual({ other: 'Query', jobs: null });
  return errors?.[0];
};

const values = (list: Data, member: string): unknown[] => [
  ...new Set(list.nodes.map((node: Data) => node[member] as unknown)),
];

describe('a search of jobs', () => {
  test('by vault reads the vaults by name, without their list and without Batch jobs', async () => {
    const found = await read(`filter: { ${location}, vaultNames: ["examplevault"] }, first: 100`);
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 1 });
    expect(found.totalCount).toBe(2);
    expect(new Set(found.nodes.map(({ vault }: Data) => vault.name))).toEqual(new Set(['examplevault']));
    expect(found.sources).toMatchObject([{ service: 'GLACIER', status: 'OK', truncated: false }]);
  });

  test('by a vault that does not exist finds nothing, and each location answers', async () => {
    const found = await read('filter: { accountIds: ["111122223333"], vaultNames: ["no-such-vault"] }');
    expect(gateway.calls()).toEqual({ 'glacier.ListJobs': 2 });
    expect(found).toMatchObject({ totalCount: 0, sources: [{ status: 'OK' }, { status: 'OK' }] });
  });

  test('by operation reads Batch jobs only', async () => {
    const found = await read(`filter: { ${location}, operationNames: [LAMBDA_INVOKE], phases: [QUEUED] }, first: 1000`);
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1 });
    expect(values(found, 'operationName')).toEqual(['LAMBDA_INVOKE']);
    expect(values(found, 'phase')).toEqual(['QUEUED']);
  });

  test('by tier finds archive retrievals and Select jobs', async () => {
    const found = await jobs(`filter: { ${location}, tiers: [BULK], vaultNames: ["media-masters"] }, first: 1000`);
    expect(found.totalCount).toBeGreaterThan(0);
    expect(values(found, 'tier')).toEqual(['BULK']);
    const none = await jobs(`filter: { ${location}, tiers: [BULK], kinds: [INVENTORY_RETRIEVAL] }`);
    expect(none).toMatchObject({ totalCount: 0, sources: [] });
  });

  test('by text ignores case and does not see the start token of the gateway', async () => {
    await using own = await startGateway();
    const { started } = await own.data(
      `mutation { started: initiateInventoryRetrieval(input: {
        ${vaultRefText('media-masters')}, description: "Nightly Check", idempotencyKey: "k1" }) {
        ... on InitiateInventoryRetrievalPayload { job { jobId } } } }`,
    );
    const search = async (text: string): Promise<Data> =>
      (
        await own.data('query ($text: String) { jobs(filter: { descriptionContains: $text }) { nodes { jobId } } }', {
          text,
        })
      ).jobs.nodes;
    expect(await search('nIGHTLY c')).toEqual([{ jobId: started.job.jobId }]);
    const { vaults } = own.simulator.world.location('111122223333', 'us-east-1');
    const written: string = vaults.get('media-masters')?.jobs.get(started.job.jobId)?.description ?? '';
    const token = written.replace('Nightly Check', '').trim();
    expect(token.length).toBeGreaterThan(8);
    expect(await search(token)).toEqual([]);
  });

  test('by completion date finds ended jobs only', async () => {
    const range = 'completedAfter: "2026-01-14T12:00:00Z", completedBefore: "2026-01-15T06:00:00Z"';
    const found = await jobs(`filter: { ${location}, ${range} }, first: 1000`);
    expect(found.totalCount).toBeGreaterThan(0);
    expect(values(found, 'phase')).toEqual(['DONE']);
    for (const { completionDate } of found.nodes) {
      expect(completionDate > '2026-01-14T12:00:00' && completionDate < '2026-01-15T06:00:00').toBe(true);
    }
  });

  test('for what is stuck finds jobs past their expected completion, without the Batch jobs', async () => {
    const found = await read(`filter: { ${location}, overdue: true }, first: 1000`);
    expect(gateway.calls()['s3control.ListJobs']).toBeUndefined();
    expect(found.totalCount).toBeGreaterThan(0);
    for (const { overdue, phase, expectedCompletion } of found.nodes) {
      expect([overdue, phase]).toEqual([true, 'RUNNING']);
      expect(Date.parse(expectedCompletion.latest)).toBeLessThan(gateway.clock.now());
    }
    const others = await jobs(`filter: { ${location}, overdue: false }, first: 0`);
    const all = await jobs(`filter: { ${location} }, first: 0`);
    expect(others.totalCount + found.totalCount).toBe(all.totalCount);
  });

  test('for what expires finds outputs that AWS guarantees no longer than that', async () => {
    const found = await jobs(`filter: { ${location}, outputExpiresBefore: "2026-01-16T00:00:00Z" }, first: 1000`);
    expect(found.totalCount).toBeGreaterThan(0);
    expect(values(found, 'outcome')).toEqual(['SUCCEEDED']);
    for (const { outputGuaranteedUntil, completionDate } of found.nodes) {
      expect(Date.parse(outputGuaranteedUntil)).toBe(Date.parse(completionDate) + 24 * 3_600_000);
      expect(outputGuaranteedUntil < '2026-01-16').toBe(true);
    }
  });

  test('with an empty list or an empty text finds the same as without', async () => {
    const without = await jobs(`filter: { ${location} }, first: 5`);
    const empty = `phases: [], outcomes: [], kinds: [], vaultNames: [], operationNames: [], tiers: [], tags: [], descriptionContains: ""`;
    const { endCursor } = without.pageInfo;
    expect(await jobs(`filter: { ${location}, ${empty} }, first: 5`)).toMatchObject({
      nodes: without.nodes,
      totalCount: without.totalCount,
    });
    // A cursor of the one is a cursor of the other.
    expect((await jobs(`filter: { ${empty}, ${location} }, first: 5, after: "${endCursor}"`)).nodes).toHaveLength(5);
  });

  test.each([
    ['an unknown account', 'accountIds: ["111122223333", "999999999999"]', /^filter\.accountIds\.1: .* 111122223333, /],
    ['an unknown region', 'regions: ["mars-1"]', /^filter\.regions\.0: .* us-east-1, us-west-2/],
    ['an impossible vault name', 'vaultNames: ["a/b"]', /^filter\.vaultNames\.0: /],
    [
      'no time between creation dates',
      'createdAfter: "2026-01-15T00:00:00Z", createdBefore: "2026-01-15T00:00:00Z"',
      /^filter\.createdBefore: the time must be later than createdAfter\.$/,
    ],
    [
      'completion dates in the wrong order',
      'completedAfter: "2026-01-15T00:00:01Z", completedBefore: "2026-01-15T00:00:00Z"',
      /^filter\.completedBefore: the time must be later than completedAfter\.$/,
    ],
  ])('by %s is an error at its path, without an AWS call', async (_, filter, message) => {
    const error = await errorOf(`filter: { ${filter} }`);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      path: ['jobs'],
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(gateway.calls()).toEqual({});
  });

  test('finds OTHER for no kind: it is not an input', async () => {
    const { errors } = await gateway.query('{ jobs(filter: { kinds: [OTHER] }) { totalCount } }');
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('a search of jobs by tags', () => {
  const candidates = `${location}, phases: [QUEUED], operationNames: [LAMBDA_INVOKE, S3_PUT_OBJECT_COPY]`;
  const members = `totalCount nodes { ... on BatchJob { id tags { key value } } } sources { status truncated message }`;
  const search = async (tags: string, filter = candidates) =>
    (
      await gateway.query(
        `{ jobs(filter: { ${filter}, tags: ${tags} }, first: 1000, maxAgeSeconds: 0) { ${members} } }`,
      )
    ).data.jobs;

  test('reads the tags of the jobs that match everything else, once each', async () => {
    const all = await jobs(`filter: { ${candidates} }, first: 1000`);
    gateway.calls();
    const found = await search('[{ key: "cost-centre", value: "4711" }]');
    // The selected tags were read by the search.
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1, 's3control.GetJobTagging': all.totalCount });
    expect(found.totalCount).toBeGreaterThan(0);
    expect(found.totalCount).toBeLessThan(all.totalCount);
    for (const { tags } of found.nodes) expect(tags).toContainEqual({ key: 'cost-centre', value: '4711' });
    expect(found.sources).toEqual([{ status: 'OK', truncated: false, message: null }]);
  });

  test('matches any of several tags, and any value if none is given', async () => {
    const any = await search('[{ key: "project" }]');
    const values = any.nodes.map(({ tags }: Data) => tags.find(({ key }: Data) => key === 'project').value);
    expect(new Set(values).size).toBeGreaterThan(1);
    const one = await search(`[{ key: "project", value: "${values[0]}" }, { key: "no-such-key" }]`);
    expect(one.totalCount).toBe(values.filter((value: string) => value === values[0]).length);
    expect(await search('[{ key: "PROJECT" }]')).toMatchObject({ totalCount: 0 });
  });

  test('reads nothing of Glacier, whose jobs have no tags', async () => {
    const found = await search('[{ key: "a" }]', `${location}, kinds: [ARCHIVE_RETRIEVAL]`);
    expect(found).toEqual({ totalCount: 0, nodes: [], sources: [] });
    expect(gateway.calls()).toEqual({});
  });

  test('reads neither list nor tags again within maxAgeSeconds', async () => {
    const search = (maxAgeSeconds: number) =>
      gateway.data(`{ jobs(filter: { ${candidates}, tags: [{ key: "project" }] }, maxAgeSeconds: ${maxAgeSeconds}) {
        totalCount nodes { id } } }`);
    const first = await search(0);
    const calls = gateway.calls();
    expect(await search(3600)).toEqual(first);
    expect(gateway.calls()).toEqual({});
    expect(await search(0)).toEqual(first);
    expect(gateway.calls()).toEqual(calls);
  });

  test('reads no tags again for the next page, unless the gateway changed them', async () => {
    const filter = `filter: { ${candidates}, tags: [{ key: "cost-centre" }] }`;
    const page = async (after = '') =>
      (
        await gateway.data(
          `{ jobs(${filter}, first: 1 ${after}) { nodes { jobId } pageInfo { endCursor } totalCount } }`,
        )
      ).jobs;
    const first = await page();
    gateway.calls();
    const next = `, after: "${first.pageInfo.endCursor}"`;
    expect(await page(next)).toMatchObject({ totalCount: first.totalCount });
    expect(gateway.calls()).toEqual({});
    await gateway.data(
      `mutation { setBatchJobTags(input: { ${batchJobRefText(first.nodes[0].jobId)}, tags: [] }) { __typename } }`,
    );
    expect(await page(next)).toMatchObject({ totalCount: first.totalCount - 1 });
  });

  test('reports in its source that the tags of a job could not be read', async () => {
    gateway.simulator.faults.set([
      {
        operation: 's3control.GetJobTagging',
        call: { from: 1, to: 1 },
        kind: 'error',
        code: 'AccessDenied',
        status: 403,
      },
    ]);
    const found = await search('[{ key: "no-such-key" }]');
    expect(found.sources).toEqual([
      { status: 'PARTIAL', truncated: true, message: expect.stringMatching(/^The tags of a job could not be read\. /) },
    ]);
  });

  test('reads a bounded number of tags, and reports that in its source', async () => {
    const found = await search('[{ key: "project" }]', location);
    expect(gateway.calls()['s3control.GetJobTagging']).toBe(200);
    expect(found.totalCount).toBeGreaterThan(0);
    expect(found.sources).toEqual([
      {
        status: 'OK',
        truncated: true,
        message: expect.stringMatching(
          /match \d+ Batch jobs; the tags of the first 200 were read\. Narrow the filter\.$/,
        ),
      },
    ]);
  });
});

describe('an order of jobs', () => {
  const pageThrough = async (args: string): Promise<Data[]> => {
    const nodes: Data[] = [];
    for (let after = '', more = true; more; ) {
      const page = await jobs(`filter: { ${location}, vaultNames: ["media-masters"] }, first: 150, ${args} ${after}`);
      nodes.push(...page.nodes);
      after = `, after: "${page.pageInfo.endCursor}"`;
      more = page.pageInfo.hasNextPage;
    }
    return nodes;
  };

  test.each([
    ['CREATION_DATE', (job: Data) => job.creationDate],
    ['COMPLETION_DATE', (job: Data) => job.completionDate],
    ['EXPECTED_COMPLETION', (job: Data) => job.expectedCompletion?.latest ?? null],
  ])('by %s is the same in reverse, except that jobs without the date come last', async (field, of) => {
    const ascending = await pageThrough(`orderBy: { field: ${field}, direction: ASC }`);
    const descending = await pageThrough(`orderBy: { field: ${field}, direction: DESC }`);
    expect(new Set(ascending.map(({ id }) => id)).size).toBe(ascending.length);
    expect(new Set(descending.map(({ id }) => id))).toEqual(new Set(ascending.map(({ id }) => id)));
    const dates = ascending.map(of);
    const dated = dates.filter((date) => date !== null);
    expect(dated.length).toBeGreaterThan(1);
    const none = dates.slice(dated.length);
    expect(dates).toEqual([...dated.sort(), ...none]);
    expect(descending.map(of)).toEqual([...dated.toReversed(), ...none]);
  });

  test('is by creation date, newest first, if it is omitted, null or in part omitted', async () => {
    const expected = (await jobs(`filter: { ${location} }, first: 20`)).nodes;
    const dates = expected.map(({ creationDate }: Data) => creationDate);
    expect(dates).toEqual([...dates].sort().reverse());
    for (const orderBy of ['null', '{}', '{ field: CREATION_DATE }', '{ direction: DESC }']) {
      expect((await jobs(`filter: { ${location} }, first: 20, orderBy: ${orderBy}`)).nodes).toEqual(expected);
    }
  });

  test('is kept between pages when Batch jobs move their expected completion along with the clock', async () => {
    await using own = await startGateway();
    const running = `filter: { ${location}, kinds: [BATCH], phases: [RUNNING] }`;
    const order = 'orderBy: { field: EXPECTED_COMPLETION, direction: ASC }';
    const whole = await jobs(`${running}, ${order}, first: 100`, own, 0);
    const seen: string[] = [];
    for (let after = '', more = true; more; ) {
      const page = await jobs(`${running}, ${order}, first: 3 ${after}`, own, 0);
      seen.push(...page.nodes.map(({ id }: Data) => id));
      after = `, after: "${page.pageInfo.endCursor}"`;
      more = page.pageInfo.hasNextPage;
      own.clock.advance(1000);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(whole.totalCount);
  });

  test.each([
    ['order', 'orderBy: { direction: ASC }', ''],
    ['direction', 'orderBy: { field: COMPLETION_DATE }', ''],
    ['filter', '', ', phases: [DONE]'],
  ])('has cursors that another %s refuses', async (_, orderBy, condition) => {
    const { pageInfo } = await jobs(`filter: { ${location} }, first: 1`);
    const error = await errorOf(`filter: { ${location}${condition} }, after: "${pageInfo.endCursor}" ${orderBy}`);
    expect(error?.message).toMatch(/^after: this is not a cursor of this list with these arguments\./);
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the counts of jobs', () => {
  test('need no nodes', async () => {
    const { jobs: counted } = await gateway.data(`{ jobs(filter: { ${location} }, first: 0) {
      totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }`);
    expect(counted).toEqual({
      totalCount: expect.any(Number),
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: true, endCursor: null },
    });
    const whole = await jobs(`filter: { ${location} }, first: 1000`);
    const rest = await jobs(`filter: { ${location} }, first: 1000, after: "${whole.pageInfo.endCursor}"`);
    expect(whole.nodes.length + rest.nodes.length).toBe(counted.totalCount);
    expect(rest.totalCount).toBe(counted.totalCount);
  });

  test('in groups add up to the total, by any dimensions', async () => {
    const { jobs: counted } = await gateway.data(`{ jobs(filter: { ${location} }, first: 0) {
      totalCount
      byPhase: groups(by: [PHASE]) { phase outcome kind accountId region vaultName operationName count }
      byVault: groups(by: [VAULT, KIND]) { vaultName kind count }
      byPlace: groups(by: [ACCOUNT, REGION, OPERATION, OUTCOME]) { accountId region operationName outcome count }
      all: groups(by: []) { phase count } } }`);
    for (const groups of [counted.byPhase, counted.byVault, counted.byPlace, counted.all]) {
      expect(groups.reduce((sum: number, { count }: Data) => sum + count, 0)).toBe(counted.totalCount);
    }
    expect(counted.all).toEqual([{ phase: null, count: counted.totalCount }]);
    expect(counted.byPhase).toContainEqual({
      phase: 'RUNNING',
      outcome: null,
      kind: null,
      accountId: null,
      region: null,
      vaultName: null,
      operationName: null,
      count: expect.any(Number),
    });
    expect(counted.byVault.filter(({ vaultName }: Data) => vaultName === null)).toMatchObject([{ kind: 'BATCH' }]);
    const running = counted.byPhase.find(({ phase }: Data) => phase === 'RUNNING').count;
    expect((await jobs(`filter: { ${location}, phases: [RUNNING] }, first: 0`)).totalCount).toBe(running);
  });

  test('of a dashboard cost one reading, whatever the number of its groups', async () => {
    const { jobs: counted } = await gateway.data(`{ jobs(filter: { ${location} }, first: 5, maxAgeSeconds: 0) {
      totalCount nodes { id phase }
      a: groups(by: [PHASE]) { count } b: groups(by: [KIND, OUTCOME]) { count } c: groups(by: [VAULT]) { count } } }`);
    const world = gateway.simulator.world.location('111122223333', 'us-east-1');
    const vaults = [...world.vaults.values()];
    expect(gateway.calls()).toEqual({
      'glacier.ListVaults': Math.ceil(vaults.length / 10),
      'glacier.ListJobs': vaults.reduce((sum, vault) => sum + Math.max(1, Math.ceil(vault.jobs.size / 50)), 0),
      's3control.ListJobs': 2,
    });
    expect(counted.nodes).toHaveLength(5);
  });

  test('come with their estimated cost, without a call beyond the reading', async () => {
    const wanted = `filter: { ${location}, kinds: [ARCHIVE_RETRIEVAL] }, first: 1000, maxAgeSeconds: 0`;
    await gateway.data(`{ jobs(${wanted}) { totalCount } }`);
    const calls = gateway.calls();
    const { jobs: found } = await gateway.data(`{ jobs(${wanted}) { totalCount
      nodes { ... on ArchiveRetrievalJob { archiveSizeInBytes retrievalByteRange { start end } } }
      estimatedCost { cost { amount currency } unpricedCount notes
        services { service jobCount unpricedCount sizeInBytes cost { amount } } } } }`);
    expect(gateway.calls()).toEqual(calls);
    const bytes = found.nodes.map(({ archiveSizeInBytes, retrievalByteRange: range }: Data) =>
      range ? range.end - range.start + 1 : archiveSizeInBytes,
    );
    const { cost, unpricedCount, services } = found.estimatedCost;
    expect(Number(cost.amount)).toBeGreaterThan(0);
    expect({ unpricedCount, services }).toEqual({
      unpricedCount: 0,
      services: [
        {
          service: 'GLACIER',
          jobCount: found.totalCount,
          unpricedCount: 0,
          sizeInBytes: bytes.reduce((sum: number, size: number) => sum + size, 0),
          cost: { amount: cost.amount },
        },
      ],
    });
  });

  test('of three tiles cost one reading', async () => {
    const tile = (phases: string) =>
      `jobs(filter: { ${location}, phases: [${phases}] }, first: 0, maxAgeSeconds: 0) { totalCount }`;
    const one = await gateway.data(`{ all: ${tile('')} }`);
    const calls = gateway.calls();
    const { a, b, c } = await gateway.data(
      `{ a: ${tile('RUNNING')} b: ${tile('DONE')} c: ${tile('QUEUED, AWAITING_CONFIRMATION, PAUSED, STOPPING')} }`,
    );
    expect(gateway.calls()).toEqual(calls);
    expect(a.totalCount + b.totalCount + c.totalCount).toBe(one.all.totalCount);
  });

  test('of a truncated source are a lower bound, and the source says so', async () => {
    await using own = await startGateway({ JOBS_PER_SOURCE: 100 });
    const found = await jobs(`filter: { ${location} }, first: 0`, own);
    expect(found.totalCount).toBe(200);
    expect(found.sources.map(({ truncated }: Data) => truncated)).toEqual([true, true]);
  });

  test.each([
    ['a refusal', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
    ['throttling', { kind: 'error', code: 'ThrottlingException', status: 400 }],
    ['a failure', { kind: '5xx' }],
  ] as const)('are those of the other sources after %s', async (_, fault) => {
    await using own = await startGateway();
    own.simulator.faults.set([{ operation: 'glacier.ListVaults', ...fault }]);
    const { data, errors } = await own.query(`{ jobs(filter: { ${location} }, first: 1) { ${fields} } }`);
    expect(errors).toBeUndefined();
    expect(data.jobs.totalCount).toBeGreaterThan(0);
    expect(data.jobs.sources[1]).toMatchObject({ service: 'S3_BATCH_OPERATIONS', status: 'OK' });
    expect(data.jobs.sources[0].status).not.toBe('OK');
  });

  test('are zero, and not an error, if every source fails and `sources` says so', async () => {
    await using own = await startGateway();
    const denied = { kind: 'error', code: 'AccessDeniedException', status: 403 } as const;
    own.simulator.faults.set([
      { operation: 'glacier.ListVaults', ...denied },
      { operation: 's3control.ListJobs', ...denied },
    ]);
    const { data, errors } = await own.query(
      '{ jobs { totalCount groups(by: [PHASE]) { count } sources { status } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.jobs).toMatchObject({ totalCount: 0, groups: [] });
    expect(new Set(data.jobs.sources.map(({ status }: Data) => status))).toEqual(new Set(['DENIED']));
  });

  test.each([
    ['jobs', '{ jobs(maxAgeSeconds: 0) { totalCount } }', { totalCount: 0 }],
    ['vaults', '{ vaults(first: 3) { nodes { name } } }', { nodes: [] }],
  ])(
    'of %s are zero beside an error if every source fails and `sources` is not selected',
    async (field, query, value) => {
      await using own = await startGateway();
      const denied = { kind: 'error', code: 'AccessDeniedException', status: 403 } as const;
      own.simulator.faults.set([
        { operation: 'glacier.ListVaults', ...denied },
        { operation: 's3control.ListJobs', ...denied },
      ]);
      const { data, errors } = await own.query(query);
      expect(data[field]).toEqual(value);
      expect(errors).toMatchObject([{ path: [field], extensions: { code: 'FORBIDDEN' } }]);
      own.simulator.faults.set([]);
      expect((await own.query(query)).errors).toBeUndefined();
    },
  );
});
