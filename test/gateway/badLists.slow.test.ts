// Responses of AWS that are no list, and lists with records that cannot be read. What is no list is an error and never an
// empty list, and nothing is started because of it. One bad record hides no other.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { awsOperations } from '../../scripts/docs/awsOperations.ts';
import { vaultRefText } from '../support/references.ts';
import type { Data } from '../support/startGateway.ts';
import { type Response, type Rewriting, startRewriting } from '../support/startRewriting.ts';

let aws: Rewriting;
beforeAll(async () => {
  aws = await startRewriting();
});
afterAll(() => aws[Symbol.asyncDispose]());
beforeEach(() => {
  aws.rewrite(() => null);
  aws.requests.length = 0;
});

const vault = 'media-masters';

/** For each operation that returns a list: its requests, and a query whose first field reads the list. */
const lists: Record<string, { path: RegExp; query: string; list: (data: Data) => unknown }> = {
  'glacier.ListVaults': {
    path: /\/vaults$/,
    query: '{ gateway { accounts { locations { vaults(first: 10) { nodes { name } } } } } }',
    list: (data) => data.gateway.accounts[0].locations[0].vaults,
  },
  'glacier.ListJobs': {
    path: /\/vaults\/media-masters\/jobs$/,
    query: `{ vault(name: "${vault}") { name jobs { nodes { __typename } } } }`,
    list: (data) => data.vault?.jobs ?? null,
  },
  'glacier.ListTagsForVault': {
    path: /\/vaults\/media-masters\/tags$/,
    query: `{ vault(name: "${vault}") { name tags { key } } }`,
    list: (data) => data.vault.tags,
  },
  'glacier.ListProvisionedCapacity': {
    path: /\/provisioned-capacity$/,
    query: '{ provisionedCapacity { capacityId } }',
    list: (data) => data.provisionedCapacity,
  },
  's3control.ListJobs': {
    path: /\/v20180820\/jobs$/,
    query: '{ batchJobs { nodes { jobId } } }',
    list: (data) => data.batchJobs,
  },
  's3control.GetJobTagging': {
    path: /\/v20180820\/jobs\/[^/]+\/tagging$/,
    query: '{ batchJobs(first: 1) { nodes { jobId tags { key } } } }',
    list: (data) => data.batchJobs.nodes[0].tags,
  },
};

const html = '<html><head><title>Sign in</title></head><body>Please sign in</body></html>';
const xmlOf = (root: string, inner: string) => `<?xml version="1.0"?><${root}>${inner}</${root}>`;
const emptyLists = '"VaultList":[],"JobList":[],"Tags":{},"ProvisionedCapacityList":[],"Marker":null';
const noLists: Record<string, Response> = {
  HTML: { status: 200, body: html, type: 'text/html' },
  'XHTML with the list': { status: 200, body: xmlOf('html', '<Jobs/><Tags/>'), type: 'text/html' },
  nothing: { status: 200, body: '' },
  '204': { status: 204, body: '' },
  null: { status: 200, body: 'null' },
  'an empty JSON list': { status: 200, body: '[]' },
  'a JSON number': { status: 200, body: '5' },
  'a JSON text': { status: 200, body: '"JobList"' },
  'an empty JSON object': { status: 200, body: '{}' },
  'JSON of another shape': { status: 200, body: '{"Vaults":[],"Marker":null}' },
  'a list that is null': {
    status: 200,
    body: '{"VaultList":null,"JobList":null,"Tags":null,"ProvisionedCapacityList":null}',
  },
  'a list that is an object': {
    status: 200,
    body: '{"VaultList":{},"JobList":{},"Tags":[],"ProvisionedCapacityList":{}}',
  },
  'a list that is a text': {
    status: 200,
    body: '{"VaultList":"","JobList":"","Tags":"","ProvisionedCapacityList":""}',
  },
  'JSON that is cut': { status: 200, body: '{"VaultList":[{"VaultName":"a"},' },
  'XML of another operation': {
    status: 200,
    body: xmlOf('ListAccessPointsResult', '<Jobs/><Tags/>'),
    type: 'application/xml',
  },
  'a list with a marker that is 0': {
    status: 200,
    body: '{"VaultList":[],"JobList":[],"Marker":0}',
  },
  'a list with a marker that is half a character': {
    status: 200,
    body: '{"VaultList":[],"JobList":[],"Marker":"\\ud800"}',
  },
  'a list with a marker that is an object': {
    status: 200,
    body: '{"VaultList":[],"JobList":[],"Marker":{"next":1}}',
  },
  'an error of AWS beside the list': {
    status: 200,
    body: `{"__type":"InternalFailure",${emptyLists}}`,
  },
  'an error of a gateway beside the list': {
    status: 200,
    body: `{${emptyLists},"message":"Forbidden"}`,
  },
  'an error whose name has an escape beside the list': {
    status: 200,
    body: `{"\\u0063ode":403,"detail":"no",${emptyLists}}`,
  },
  'an XML error beside the list': {
    status: 200,
    body: xmlOf('ListJobsResult', '<Jobs/><Error><Code>SlowDown</Code></Error>'),
    type: 'application/xml',
  },
  'an XML error before the tags': {
    status: 200,
    body: xmlOf('GetJobTaggingResult', '<Code>InternalError</Code><Message>Try again</Message><Tags></Tags>'),
    type: 'application/xml',
  },
  'many instructions before no root element': {
    status: 200,
    body: '<?a?>'.repeat(40),
    type: 'application/xml',
  },
  'many comments before no root element': {
    status: 200,
    body: '<!--a-->'.repeat(40),
    type: 'application/xml',
  },
  'XML without the list': {
    status: 200,
    body: xmlOf('ListJobsResult', ''),
    type: 'application/xml',
  },
  'an XML list of a text': {
    status: 200,
    body: xmlOf('ListJobsResult', '<Jobs>none</Jobs>'),
    type: 'application/xml',
  },
  'an XML list of an error': {
    status: 200,
    body: xmlOf('ListJobsResult', '<Jobs><Error><Code>SlowDown</Code></Error></Jobs>'),
    type: 'application/xml',
  },
  'an XML list of other elements': {
    status: 200,
    body: xmlOf('ListJobsResult', '<Jobs><Member><JobId>a</JobId></Member><!-- <member/> --></Jobs>'),
    type: 'application/xml',
  },
  'an XML list of tags with a text': {
    status: 200,
    body: xmlOf('GetJobTaggingResult', '<Tags><![CDATA[none]]></Tags>'),
    type: 'application/xml',
  },
};

const codesOf = async (query: string): Promise<string[]> =>
  ((await aws.gateway.query(query)).errors ?? []).map(({ extensions }) => extensions.code);

/** The same query succeeds once AWS's responses are good again. It also ends the failures in a row, which open the breakers. */
const recovers = async (query: string) => {
  aws.rewrite(() => null);
  await expect.poll(() => codesOf(query)).not.toContain('SERVICE_UNAVAILABLE');
};

test('every operation that returns a list declares it, and is among these cases', async () => {
  const operations = await awsOperations();
  const declared = operations.filter(({ list }) => list !== undefined).map(({ id }) => id);
  const named = operations.filter(
    // The lists of S3 have no element of their own: their cases are below.
    ({ name, service }) => service !== 's3' && /^List|Tagging$/.test(name) && !/^(?:Put|Delete)/.test(name),
  );
  expect(declared.sort()).toEqual(named.map(({ id }) => id).sort());
  expect(Object.keys(lists).sort()).toEqual(declared.sort());
});

test.each([
  ['that are not valid', '{"a":"\\q"}'],
  ['without a name', '{}'],
  ['of nothing', 'null'],
])('a page of 20,000 records %s is an error', async (_, record) => {
  const body = `{"VaultList":[${`${record},`.repeat(20_000)}${record}],"Marker":null}`;
  aws.rewrite(({ path }) => (/\/vaults$/.test(path) ? { status: 200, body } : null));
  const query = '{ gateway { accounts { locations { vaults(first: 10) { nodes { name } } } } } }';
  const { errors } = await aws.gateway.query(query);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/^AWS sent an unreadable response to ListVaults/),
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  await recovers(query);
});

test('a bad record with much white space is read in linear time', async () => {
  // In quadratic time it would exceed the timeout of the test: 60,000 of them took 12 s.
  const spaces = ' '.repeat(600_000);
  aws.rewrite(({ path }) =>
    /\/vaults$/.test(path)
      ? { status: 200, body: `{"VaultList":[{"VaultName":"a"},{"VaultName":"\\q",${spaces}}],"Marker":null}` }
      : null,
  );
  const { vaults } = await aws.gateway.data('{ vaults { nodes { name } skippedRecords { count } } }');
  // One of each in every location.
  expect(vaults.nodes.length).toBeGreaterThan(0);
  expect(vaults.skippedRecords.count).toBe(vaults.nodes.length);
});

describe.each(Object.entries(lists))('a response to %s', (_, { path, query, list }) => {
  test.each(Object.entries(noLists))('that is %s is an error and not an empty list', async (_name, response) => {
    aws.rewrite(({ method, path: at }) => (method === 'GET' && path.test(at) ? response : null));
    const { data, errors } = await aws.gateway.query(query);
    expect(list(data)).toBeNull();
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('SERVICE_UNAVAILABLE');
    expect(JSON.stringify(errors)).not.toMatch(/Unexpected|JSON|DOCTYPE|sign in|parse|hint|forbidden|SlowDown/i);
    await recovers(query);
  });
});

test.each(Object.entries(noLists))(
  'no start is sent if AWS returns %s for the list of jobs',
  async (name, response) => {
    aws.requests.length = 0;
    aws.rewrite(({ method, path }) => (method === 'GET' && path.endsWith('/jobs') ? response : null));
    const key = JSON.stringify(name);
    const { data } = await aws.gateway.query(`mutation {
    ensureInventory(input: { ${vaultRefText(vault)}, maxAgeSeconds: 0 }) { ... on MutationError { code } }
    initiateInventoryRetrieval(input: { ${vaultRefText(vault)}, idempotencyKey: ${key} }) { ... on MutationError { code } }
    initiateArchiveRetrievals(input: { ${vaultRefText(vault)}, archiveIds: ["a", "b"], idempotencyKey: ${key} }) {
      ... on InitiateArchiveRetrievalsPayload { started } }
  }`);
    expect(data).toEqual({
      ensureInventory: { code: 'SERVICE_UNAVAILABLE' },
      initiateInventoryRetrieval: { code: 'SERVICE_UNAVAILABLE' },
      initiateArchiveRetrievals: { started: 0 },
    });
    expect(aws.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
    await recovers(`{ vault(name: "${vault}") { jobs { nodes { __typename } } } }`);
  },
);

describe('a response to a list of objects', () => {
  const films = Array.from({ length: 40 }, (_, index) => `1997/${String(index + 1).padStart(5, '0')}.mxf`);
  const query = `query ($keys: [String!]!) { objectRestores(bucket: "film-archive", keys: $keys) { key state } }`;

  test.each(Object.entries(noLists))('that is %s makes no object seem to be missing', async (_, response) => {
    let count = 0;
    aws.rewrite(({ method, path }) => {
      if (method !== 'GET' || !path.startsWith('/film-archive')) return null;
      count += 1;
      return response;
    });
    const { data, errors } = await aws.gateway.query(query, { keys: films });
    expect(count).toBeGreaterThan(0);
    expect(JSON.stringify(data)).not.toContain('MISSING');
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('SERVICE_UNAVAILABLE');
    aws.rewrite(() => null);
    await expect
      .poll(async () => (await aws.gateway.query(query, { keys: films })).data?.objectRestores?.[0]?.state)
      .toBe('IN_PROGRESS');
  });
});

/** Fields that one response of AWS fills. */
const described: Record<string, { path: RegExp; query: string; field: (data: Data) => unknown }> = {
  GetDataRetrievalPolicy: {
    path: /\/policies\/data-retrieval$/,
    query: '{ dataRetrievalPolicy { rules { strategy } } }',
    field: (data) => data.dataRetrievalPolicy,
  },
  DescribeVault: {
    path: /\/vaults\/media-masters$/,
    query: `{ vault(name: "${vault}") { name vaultArn } }`,
    field: (data) => data.vault,
  },
  GetVaultNotifications: {
    path: /\/notification-configuration$/,
    query: `{ vault(name: "${vault}") { name notifications { snsTopic } } }`,
    field: (data) => data.vault.notifications,
  },
  GetVaultAccessPolicy: {
    path: /\/access-policy$/,
    query: `{ vault(name: "${vault}") { name accessPolicy } }`,
    field: (data) => data.vault.accessPolicy,
  },
  GetVaultLock: {
    path: /\/lock-policy$/,
    query: `{ vault(name: "${vault}") { name lock { state } } }`,
    field: (data) => data.vault.lock,
  },
  'Glacier DescribeJob': {
    path: /\/vaults\/media-masters\/jobs\/[^/]+$/,
    query: `{ vault(name: "${vault}") { name job(jobId: "HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEjobID") { __typename } } }`,
    field: (data) => data.vault.job,
  },
  'S3 DescribeJob': {
    path: /\/v20180820\/jobs\/[^/]+$/,
    query: '{ batchJob(jobId: "00000000-0000-4000-8000-000000000000") { jobId } }',
    field: (data) => data.batchJob,
  },
};

const noObjects = ['HTML', 'nothing', '204', 'null', 'an empty JSON list', 'an empty JSON object', 'JSON that is cut'];

describe.each(Object.entries(described))('a response to %s', (_, { path, query, field }) => {
  test.each(Object.entries(noLists).filter(([name]) => noObjects.includes(name)))(
    'that is %s is an error',
    async (_name, response) => {
      aws.rewrite(({ method, path: at }) => (method === 'GET' && path.test(at) ? response : null));
      const { data, errors } = await aws.gateway.query(query);
      expect(field(data)).toBeNull();
      expect(errors?.map(({ extensions }) => extensions.code)).toContain('SERVICE_UNAVAILABLE');
      await recovers(query);
    },
  );
});

test.each<[string, string, RegExp, (text: string) => string]>([
  [
    'vault',
    `{ vault(name: "${vault}") { name } }`,
    /\/vaults\/media-masters$/,
    (body) => body.replace('"media-masters"', '"photos"'),
  ],
  [
    'Batch job',
    '{ batchJobs(first: 1) { nodes { jobId roleArn } } }',
    /\/v20180820\/jobs\/[^/]+$/,
    (body) => body.replace(/<JobId>[^<]*</, '<JobId>other<'),
  ],
])('a description of another %s than the requested one is an error', async (_, query, path, change) => {
  aws.rewrite(({ path: at, text: body }) => (path.test(at) ? { status: 200, body: change(body) } : null));
  const { data, errors } = await aws.gateway.query(query);
  expect(JSON.stringify(data)).not.toMatch(/"other"|photos/);
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/^AWS sent another \w+ than the requested one\.$/),
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
});

const topic = 'arn:aws:sns:us-east-1:111122223333:topic';
test.each([
  ['no list of events', { SNSTopic: topic }],
  ['a text in place of the list of events', { SNSTopic: topic, Events: 'ArchiveRetrievalCompleted' }],
  ['a number among the events', { SNSTopic: topic, Events: ['ArchiveRetrievalCompleted', 7] }],
])('notifications with %s are an error', async (_, body) => {
  aws.rewrite(({ method, path }) =>
    method === 'GET' && path.endsWith('/notification-configuration')
      ? { status: 200, body: JSON.stringify(body), type: 'application/json' }
      : null,
  );
  const query = `{ vault(name: "${vault}") { name notifications { snsTopic events } } }`;
  const { data, errors } = await aws.gateway.query(query);
  expect(data.vault).toEqual({ name: vault, notifications: null });
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['SERVICE_UNAVAILABLE']);
  await recovers(query);
});

/** Replaces the record at the index of a JSON list, as text. */
const withRecord =
  (member: string, index: number, change: (record: Data) => string | Buffer) =>
  (text: string): Response | null => {
    const { [member]: records, ...rest } = JSON.parse(text);
    if (!records[index]) return null;
    const written = records.map((record: Data, at: number) =>
      at === index ? Buffer.from(change(record)) : Buffer.from(JSON.stringify(record)),
    );
    const body = Buffer.concat([
      Buffer.from(`{"${member}":[`),
      ...written.flatMap((each: Buffer, at: number) => (at === 0 ? [each] : [Buffer.from(','), each])),
      Buffer.from(`],${JSON.stringify(rest).slice(1)}`),
    ]);
    return { status: 200, body };
  };

const text = JSON.stringify;
const badRecords: Record<string, (record: Data) => string | Buffer> = {
  null: () => 'null',
  'a number': () => '7',
  'a list': (record) => text([record]),
  'an empty object': () => '{}',
  'an invalid escape': (record) => text({ ...record, Extra: 'xx' }).replace('xx', '\\q'),
  'invalid UTF-8': (record) => Buffer.from(text({ ...record, Extra: '\u00e9' }), 'latin1'),
  'a missing quote': (record) => text({ ...record, Extra: 'xx' }).replace('xx"', 'xx'),
  'a missing brace': (record) => text(record).slice(0, -1),
  'half of it': (record) => text(record).slice(0, 60),
  'nested garbage': () => '{"a":[{"b":[1,2,{"c":{}}]}]}',
};

describe.each(Object.entries(badRecords))('a vault that is %s', (_, damage) => {
  test('is missing from the vaults, which name it', async () => {
    const query = `{ vaults(first: 30, filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }) {
      nodes { name } skippedRecords { count first { position name message } }
      sources { status message skippedRecords { count } } } }`;
    const whole = (await aws.gateway.data(query)).vaults;
    aws.rewrite(({ path, text: body }) => (/\/vaults$/.test(path) ? withRecord('VaultList', 3, damage)(body) : null));
    const { vaults } = await aws.gateway.data(query);
    const pages = Math.ceil(whole.nodes.length / 10);
    const bad = whole.nodes.filter((_node: Data, index: number) => index % 10 === 3);
    const hasLast = whole.nodes.length % 10 > 3 || whole.nodes.length % 10 === 0;
    expect(bad).toHaveLength(hasLast ? pages : pages - 1);
    expect(vaults.nodes).toEqual(whole.nodes.filter((_node: Data, index: number) => index % 10 !== 3));
    expect(vaults.skippedRecords.count).toBe(bad.length);
    expect(vaults.skippedRecords.first[0]).toMatchObject({
      position: 3,
      message: expect.stringContaining('VaultList[3]'),
    });
    expect(vaults.sources).toEqual([
      { status: 'PARTIAL', message: expect.stringMatching(/could not be read/), skippedRecords: { count: bad.length } },
    ]);
  });
});

const jobDamages: typeof badRecords = {
  ...badRecords,
  'no JobId': ({ JobId: _id, ...rest }) => text(rest),
  'without CreationDate': ({ CreationDate: _date, ...rest }) => text(rest),
  'with a number for its description': (record) => text({ ...record, JobDescription: 5 }),
  'with a text for its parameters': (record) => text({ ...record, SelectParameters: 'x' }),
  'with a text for a structure in its parameters': (record) =>
    text({ ...record, SelectParameters: { InputSerialization: 'x' } }),
  'with a number for a text in its parameters': (record) => text({ ...record, SelectParameters: { Expression: 5 } }),
  'with a text for a list in its output location': (record) =>
    text({ ...record, OutputLocation: { S3: { AccessControlList: 'x' } } }),
  'with null in a list in its output location': (record) =>
    text({ ...record, OutputLocation: { S3: { AccessControlList: [null] } } }),
  'with a number in a map in its output location': (record) =>
    text({ ...record, OutputLocation: { S3: { UserMetadata: { a: 5 } } } }),
  'with a text for Completed': (record) => text({ ...record, Completed: 'yes' }),
  'with a huge size': (record) => text({ ...record, ArchiveSizeInBytes: 1 }).replace('Bytes":1', 'Bytes":1e999'),
  'with an impossible date': (record) => text({ ...record, CreationDate: '2026-02-31T25:00:00Z' }),
};

describe.each(Object.entries(jobDamages))('a Glacier job that is %s', (_, damage) => {
  test('is missing from the jobs of its vault, and is named', async () => {
    const query = `{ vault(name: "${vault}") { name jobs(first: 20) { nodes { ... on VaultJob { jobId } } skippedRecords { count first { position } } } } }`;
    const whole = await aws.gateway.data(query);
    aws.rewrite(({ path, text: body }) =>
      path.endsWith(`/${vault}/jobs`) ? withRecord('JobList', 1, damage)(body) : null,
    );
    const { jobs } = (await aws.gateway.data(query)).vault;
    const [first, , ...rest] = whole.vault.jobs.nodes;
    expect(jobs.nodes).toEqual([first, ...rest]);
    expect(jobs.skippedRecords).toEqual({ count: 1, first: [{ position: 1 }] });
  });
});

test('jobs that cannot be read are missing from `jobs`, its counts say so, and its source names them', async () => {
  const query = `{ jobs(first: 0, maxAgeSeconds: 0, filter: { vaultNames: ["${vault}"], accountIds: ["111122223333"], regions: ["us-east-1"] }) {
    totalCount skippedRecords { count } sources { status truncated message skippedRecords { count first { message } } } } }`;
  const whole = (await aws.gateway.data(query)).jobs;
  aws.rewrite(({ path, text: body }) =>
    path.endsWith(`/${vault}/jobs`) ? withRecord('JobList', 1, () => 'null')(body) : null,
  );
  const { jobs } = await aws.gateway.data(query);
  const { count } = jobs.skippedRecords;
  expect(count).toBeGreaterThan(0);
  expect(jobs.totalCount).toBe(whole.totalCount - count);
  expect(jobs.sources).toEqual([
    {
      status: 'PARTIAL',
      truncated: true,
      message: `${count} records could not be read.`,
      skippedRecords: { count, first: expect.any(Array) },
    },
  ]);
  expect(jobs.sources[0].skippedRecords.first[0].message).toContain(`Vault ${vault}: JobList[1] of ListJobs`);
});

test('pages of any size have every readable vault once, also if a page has none', async () => {
  const bad = new Set(['backups-2020', 'backups-2021', 'backups-2022', 'cctv-footage']);
  aws.rewrite(({ path, text: body }) => {
    if (!/\/vaults$/.test(path)) return null;
    const { VaultList, Marker } = JSON.parse(body);
    const damaged = VaultList.map((record: Data) =>
      bad.has(record.VaultName) ? { ...record, SizeInBytes: [], LastInventoryDate: 5 } : record,
    );
    return { status: 200, body: JSON.stringify({ VaultList: damaged, Marker }) };
  });
  const query = `query ($first: Int!, $after: String) {
    vaults(first: $first, after: $after, filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }) {
      nodes { name } pageInfo { hasNextPage endCursor } skippedRecords { count first { name } } } }`;
  const walk = async (first: number) => {
    const names: string[] = [];
    const skipped: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { vaults }: Data = await aws.gateway.data(query, { first, after });
      names.push(...vaults.nodes.map(({ name }: Data) => name));
      skipped.push(...vaults.skippedRecords.first.map(({ name }: Data) => name));
      after = vaults.pageInfo.endCursor;
      more = vaults.pageInfo.hasNextPage;
    }
    return { names, skipped: skipped.sort() };
  };
  const whole = await walk(1000);
  expect(whole.skipped).toEqual([...bad].filter((name) => !whole.names.includes(name)).sort());
  expect(whole.skipped.length).toBeGreaterThan(2);
  for (const first of [1, 2, 3, 7, 10]) expect(await walk(first)).toEqual(whole);
});

test('a Glacier job without status, action and ARN is shown with what is known', async () => {
  const jobsOf = `{ vault(name: "${vault}") { name jobs(first: 5) { skippedRecords { count }
    nodes { __typename ... on VaultJob { jobId statusCode awsStatusCode action awsAction vaultArn phase } } } } }`;
  const whole = await aws.gateway.data(jobsOf);
  aws.rewrite(({ path, text: body }) =>
    path.endsWith(`/${vault}/jobs`)
      ? withRecord('JobList', 0, ({ StatusCode: _s, Action: _a, VaultARN: _v, ...rest }) => text(rest))(body)
      : null,
  );
  const { jobs } = (await aws.gateway.data(jobsOf)).vault;
  expect(jobs.skippedRecords.count).toBe(0);
  expect(jobs.nodes[0]).toMatchObject({
    jobId: whole.vault.jobs.nodes[0].jobId,
    statusCode: 'OTHER',
    awsStatusCode: null,
    action: 'OTHER',
    awsAction: null,
    vaultArn: `arn:aws:glacier:us-east-1:111122223333:vaults/${vault}`,
  });
  expect(jobs.nodes.slice(1)).toEqual(whole.vault.jobs.nodes.slice(1));
});

test('a vault without CreationDate and ARN is listed, and only its date is an error', async () => {
  aws.rewrite(({ path, text: body }) =>
    /\/vaults$/.test(path)
      ? withRecord('VaultList', 0, ({ CreationDate: _date, VaultARN: _arn, ...rest }) => text(rest))(body)
      : null,
  );
  const { data, errors } = await aws.gateway.query(
    '{ vaults(first: 3, filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }) { nodes { name creationDate vaultArn } } }',
  );
  const [first, second] = data.vaults.nodes;
  expect(first).toEqual({
    name: expect.any(String),
    creationDate: null,
    vaultArn: `arn:aws:glacier:us-east-1:111122223333:vaults/${first.name}`,
  });
  expect(second.creationDate).toEqual(expect.any(String));
  expect(errors).toMatchObject([
    { path: ['vaults', 'nodes', 0, 'creationDate'], message: 'AWS sent a response without CreationDate.' },
  ]);
});

test('an archive retrieval without its archive ID hides no other job', async () => {
  const jobsOf = `{ vault(name: "${vault}") { name jobs(first: 50) { nodes { ... on VaultJob { jobId } ... on ArchiveRetrievalJob { archiveId } } } } }`;
  const whole = (await aws.gateway.data(jobsOf)).vault.jobs.nodes;
  const at = whole.findIndex((job: Data) => job.archiveId);
  aws.rewrite(({ path, text: body }) =>
    path.endsWith(`/${vault}/jobs`)
      ? withRecord('JobList', at, ({ ArchiveId: _id, ...rest }) => text(rest))(body)
      : null,
  );
  const { data } = await aws.gateway.query(jobsOf);
  expect(data.vault.jobs.nodes).toEqual(
    whole.map((job: Data, index: number) => (index === at ? { ...job, archiveId: null } : job)),
  );
});

/** Replaces the second record of an XML list. */
const withMember = (change: (member: string) => string | Buffer) => (body: string) => {
  const members = body.match(/<member>.*?<\/member>/gs) ?? [];
  const second = members[1];
  if (second === undefined) return null;
  const [before = '', after = ''] = [
    body.slice(0, body.indexOf(second)),
    body.slice(body.indexOf(second) + second.length),
  ];
  return { status: 200, body: Buffer.concat([Buffer.from(before), Buffer.from(change(second)), Buffer.from(after)]) };
};

const badMembers: Record<string, (member: string) => string | Buffer> = {
  empty: () => '<member/>',
  'a text': () => '<member>7</member>',
  'that is another element': (member) => member.replaceAll('member>', 'Member>'),
  'that is a text without an element': () => 'none',
  'without JobId': (member) => member.replace(/<JobId>.*?<\/JobId>/, ''),
  'without CreationTime': (member) => member.replace(/<CreationTime>.*?<\/CreationTime>/, ''),
  'with an impossible date': (member) => member.replace(/<CreationTime>.*?</, '<CreationTime>yesterday<'),
  'with a text for its priority': (member) => member.replace(/<Priority>.*?</, '<Priority>high<'),
  'with a fraction for its priority': (member) => member.replace(/<Priority>.*?</, '<Priority>1.5<'),
  'with a huge priority': (member) => member.replace(/<Priority>.*?</, '<Priority>99999999999<'),
  'with a text for its tasks': (member) => member.replace(/<TotalNumberOfTasks>.*?</, '<TotalNumberOfTasks>many<'),
  'with an element that does not end': (member) => member.replace('</Status>', ''),
  'with a broken tag': (member) => member.replace('<Status>', '<Status'),
  'that does not end': (member) => member.replace('</member>', ''),
  'with invalid UTF-8': (member) =>
    Buffer.from(member.replace('<Status>', '<Description>\u00e9</Description><Status>'), 'latin1'),
};

describe.each(Object.entries(badMembers))('a Batch job %s', (_, damage) => {
  test('is missing from the Batch jobs, and is named', async () => {
    const query = '{ batchJobs(first: 10) { nodes { jobId } skippedRecords { count first { position message } } } }';
    const whole = (await aws.gateway.data(query)).batchJobs.nodes;
    aws.rewrite(({ path, text: body }) => (/\/v20180820\/jobs$/.test(path) ? withMember(damage)(body) : null));
    const { batchJobs } = await aws.gateway.data(query);
    const [first, , ...rest] = whole;
    expect(batchJobs.nodes).toEqual([first, ...rest]);
    expect(batchJobs.skippedRecords).toEqual({
      count: 1,
      first: [{ position: 1, message: expect.stringMatching(/^Jobs\[1\] of ListJobs/) }],
    });
  });
});

test('a Batch job without status hides no other and is of an unknown status', async () => {
  aws.rewrite(({ path, text: body }) =>
    /\/v20180820\/jobs$/.test(path) ? withMember((member) => member.replace(/<Status>.*?<\/Status>/, ''))(body) : null,
  );
  const { batchJobs } = await aws.gateway.data('{ batchJobs(first: 3) { nodes { jobId status awsStatus } } }');
  expect(batchJobs.nodes[1]).toMatchObject({ status: 'OTHER', awsStatus: null });
  expect(batchJobs.nodes).toHaveLength(3);
});

test('a bad tag or capacity unit hides no other, and an error names it', async () => {
  aws.rewrite(({ path }) =>
    path.endsWith('/tags')
      ? { status: 200, body: '{"Tags":{"a":"1","b":null,"c":"3","d":{}}}' }
      : path.endsWith('/provisioned-capacity')
        ? {
            status: 200,
            body: '{"ProvisionedCapacityList":[{"CapacityId":"x"},{"CapacityId":"y","StartDate":"2026-01-01T00:00:00Z","ExpirationDate":"2026-02-01T00:00:00Z"}]}',
          }
        : null,
  );
  const { data, errors } = await aws.gateway.query(
    `{ vault(name: "${vault}") { name tags { key value } } provisionedCapacity { capacityId } }`,
  );
  expect(data.vault.tags).toEqual([
    { key: 'a', value: '1' },
    { key: 'c', value: '3' },
  ]);
  expect(data.provisionedCapacity).toEqual([{ capacityId: 'y' }]);
  expect(errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        path: ['vault', 'tags'],
        extensions: expect.objectContaining({ skippedRecords: expect.objectContaining({ count: 2 }) }),
      }),
      expect.objectContaining({ path: ['provisionedCapacity'] }),
    ]),
  );
});

describe('a start, if a job of the vault cannot be read,', () => {
  const damage = ({ path, text: body }: { path: string; text: string }) =>
    path.endsWith(`/${vault}/jobs`) ? withRecord('JobList', 0, () => 'null')(body) : null;

  test('by ensureInventory says so in its payload', async () => {
    aws.rewrite(damage);
    const { ensureInventory } = await aws.gateway.data(
      `mutation { ensureInventory(input: { ${vaultRefText(vault)}, maxAgeSeconds: 80000 }) {
        ... on EnsureInventoryPayload { source skippedRecords { count first { message } } } } }`,
    );
    expect(ensureInventory.skippedRecords.count).toBeGreaterThan(0);
    expect(ensureInventory.skippedRecords.first[0].message).toContain('JobList[0]');
  });

  test('with a key is not sent, because the job may have been started before', async () => {
    aws.rewrite(damage);
    const { data } = await aws.gateway.query(
      `mutation { initiateInventoryRetrieval(input: { ${vaultRefText(vault)}, idempotencyKey: "k3" }) { ... on MutationError { code message } } }`,
    );
    expect(data.initiateInventoryRetrieval).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('It is unknown whether the job was started before'),
    });
    expect(aws.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

/** All nodes of a list of the vault, page by page, if AWS sends each of its pages with a record of the first one. */
describe('a record that is on two pages of AWS', () => {
  const repeatFirst = (member: string) => {
    let first: unknown;
    return (body: string) => {
      const list = JSON.parse(body);
      first ??= list[member][0];
      return { status: 200, body: text({ ...list, [member]: [first, ...list[member].slice(1), first] }) };
    };
  };

  test('is one vault', async () => {
    const query = `{ vaults(first: 100, filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }) {
      nodes { id } edges { cursor } skippedRecords { count } } }`;
    const whole = (await aws.gateway.data(query)).vaults.nodes.length;
    const repeat = repeatFirst('VaultList');
    aws.rewrite(({ path, text: body }) => (/\/vaults$/.test(path) ? repeat(body) : null));
    const { vaults } = await aws.gateway.data(query);
    const ids = vaults.nodes.map(({ id }: Data) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // The first vault of each further page is replaced by that of the first.
    expect(ids).toHaveLength(whole - (Math.ceil(whole / 10) - 1));
    expect(new Set(vaults.edges.map(({ cursor }: Data) => cursor)).size).toBe(ids.length);
    expect(vaults.skippedRecords.count).toBe(0);
  });
});
