// The response to a write may lack what AWS sends today, or have another form. What can be derived is not required of it, and
// no start that AWS accepted is reported as failed.
import { describe, expect, test } from 'vitest';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { documentOf, newBatchJob } from '../support/everyMutation.ts';
import { accountId, region, restoreRequest } from '../support/jobRequests.ts';
import { batchJobRef, vaultAddress, vaultRef } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { type HopAnswer, type HopRequest, startHop } from '../support/startHop.ts';

type Change = (answer: HopAnswer) => HopAnswer;

const without =
  (...names: string[]): Change =>
  ({ headers, ...answer }) => ({
    ...answer,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name))),
  });

const withStatus =
  (status: number): Change =>
  (answer) => ({ ...answer, status });

const withHeader =
  (name: string, of: (value: string) => string): Change =>
  (answer) => ({ ...answer, headers: { ...answer.headers, [name]: of(answer.headers[name] ?? '') } });

const bare: Change = ({ status }) => ({ status, headers: {}, body: '' });

const isWrite = ({ method }: HopRequest) => method !== 'GET';

/** A world with a vault, and a gateway that reaches it through a hop, which changes the responses to writes. */
async function behind(change: Change, matches: (request: HopRequest) => boolean = isWrite) {
  const world = await startGateway({ seed: 'empty' });
  const { world: aws } = world.simulator;
  const location = aws.location(accountId, region);
  // Old enough for an inventory.
  const longAgo = aws.clock.now() - 72 * 3_600_000;
  const photos = aws.addVault(location, 'photos', longAgo);
  const { id: archiveId } = aws.addArchive(photos, { content: zeroContent(1024), createdAt: longAgo });
  const { id: jobId } = aws.addBatchJob(location, {
    request: { ...restoreRequest, ConfirmationRequired: true },
    createdAt: aws.clock.now() - 120_000,
  });
  const hop = await startHop(world.simulator.url, (answer, request) =>
    matches(request) && answer.status < 300 ? change(answer) : undefined,
  );
  const gateway = await startGateway({ beside: world, endpoint: hop.url });
  return {
    world,
    archiveId,
    jobId,
    run: async (field: string, input: object, payload: string): Promise<Data> => {
      const { data, errors } = await gateway.query(documentOf({ field, payload }), { input });
      expect(errors).toBeUndefined();
      return data.result;
    },
    data: gateway.data,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await hop[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

const vault = vaultRef('photos');
const jobsOf = async ({ data }: Pick<TestGateway, 'data'>): Promise<string[]> =>
  (await data('{ vault(name: "photos") { jobs { nodes { ... on VaultJob { jobId } } } } }')).vault.jobs.nodes.map(
    ({ jobId }: Data) => jobId,
  );

describe.each<[string, Change]>([
  ['without Location', without('location')],
  ['without Location and request id', without('location', 'x-amzn-requestid', 'date')],
  ['with an absolute Location', withHeader('location', (path) => `https://glacier.us-east-1.amazonaws.com${path}`)],
  ['with a Location without an account', withHeader('location', (path) => path.replace(`/${accountId}`, '/'))],
  ['with a Location of nothing', withHeader('location', () => 'about:blank')],
  ['with the status 200', withStatus(200)],
  ['with the status 201', withStatus(201)],
  ['with the status 204', withStatus(204)],
  ['with a JSON body', (answer) => ({ ...answer, body: '{"Result":"ok"}' })],
  ['with a body that is no JSON', (answer) => ({ ...answer, body: '{"Result":' })],
])('a write of Glacier that is answered %s', (_, change) => {
  test('returns its payload, with the paths of the vault and the job', async () => {
    await using gateway = await behind(change);
    const created = await gateway.run('createVault', { vault: vaultAddress('one-more') }, 'location vault { name }');
    expect(created).toEqual({
      __typename: 'CreateVaultPayload',
      location: `/${accountId}/vaults/one-more`,
      vault: { name: 'one-more' },
    });
    const { archiveId } = gateway;
    for (const [field, input] of [
      ['initiateInventoryRetrieval', { vault }],
      ['initiateArchiveRetrieval', { vault, archiveId }],
    ] as const) {
      const { __typename, location, job } = await gateway.run(field, input, 'location job { jobId phase }');
      expect([__typename, job.phase]).toEqual([expect.stringMatching(/Payload$/), 'RUNNING']);
      expect(location).toBe(`/${accountId}/vaults/photos/jobs/${job.jobId}`);
    }
    expect(await jobsOf(gateway)).toHaveLength(2);
  });
});

test.each<[string, Change]>([
  ['a path', without('x-amz-job-id')],
  [
    'a URL',
    (answer) => withHeader('location', (path) => `http://127.0.0.1:5000${path}?x=1`)(without('x-amz-job-id')(answer)),
  ],
  [
    'a path without an account',
    (answer) => withHeader('location', (path) => path.replace(accountId, ''))(without('x-amz-job-id')(answer)),
  ],
])('the id of a started job that AWS does not name follows from its Location, as %s', async (_, change) => {
  await using gateway = await behind(change);
  const { job } = await gateway.run('initiateInventoryRetrieval', { vault }, 'job { jobId phase }');
  expect(job.phase).toBe('RUNNING');
  expect(await jobsOf(gateway)).toEqual([job.jobId]);
});

describe('a start of Glacier that is accepted without a name for its job', () => {
  test('is found in the list by its token, and started once', async () => {
    await using gateway = await behind(bare);
    const { __typename, job } = await gateway.run('initiateInventoryRetrieval', { vault }, 'job { jobId phase }');
    expect([__typename, job.phase]).toEqual(['InitiateInventoryRetrievalPayload', 'RUNNING']);
    expect(await jobsOf(gateway)).toEqual([job.jobId]);
  });
});

describe.each([
  ['two ids', 'J1, J2'],
  ['part of a path', 'a b/../c'],
  ['a dot', 'a.b'],
  ['too many characters', 'a'.repeat(1025)],
])('a start of Glacier whose id is %s', (_, id) => {
  test.each<[string, Change]>([
    ['takes the one of Location', withHeader('x-amz-job-id', () => id)],
    [
      'is found by its token where Location has it too',
      (answer) =>
        withHeader(
          'location',
          () => `/${accountId}/vaults/photos/jobs/${id}`,
        )(withHeader('x-amz-job-id', () => id)(answer)),
    ],
  ])('%s', async (_, change) => {
    await using gateway = await behind(change);
    const { job } = await gateway.run('initiateInventoryRetrieval', { vault }, 'job { jobId phase }');
    expect(job.phase).toBe('RUNNING');
    expect(await jobsOf(gateway)).toEqual([job.jobId]);
  });
});

test.each<[string, Change]>([
  ['without an id and a Location', without('x-amz-job-id', 'location')],
  ['without any header', bare],
  [
    'with a strange id and Location',
    (answer) => withHeader('location', () => 'a/../b')(withHeader('x-amz-job-id', () => 'J1, J2')(answer)),
  ],
])('starts of a bulk that are accepted %s are found by their tokens, and started once', async (_, change) => {
  await using gateway = await behind(change);
  const { outcomes } = await gateway.run(
    'initiateArchiveRetrievals',
    { vault, archiveIds: [gateway.archiveId] },
    'outcomes { result { ... on InitiateArchiveRetrievalPayload { job { jobId phase } } ... on MutationError { code message } } }',
  );
  const [{ result }] = outcomes;
  expect(result.job?.phase, JSON.stringify(result)).toBe('RUNNING');
  expect(await jobsOf(gateway)).toEqual([result.job.jobId]);
});

describe('createBatchJob that AWS accepts', () => {
  const isCreation = ({ method, path }: HopRequest) => method === 'POST' && path === '/v20180820/jobs';
  const emptyOnce = (of: Change): Change => {
    let count = 0;
    return (answer) => {
      count += 1;
      return count === 1 ? of(answer) : answer;
    };
  };
  const xml =
    (body: string): Change =>
    (answer) => ({ ...answer, body });

  test.each<[string, Change]>([
    ['without a JobId', xml('<CreateJobResult/>')],
    ['without a body', xml('')],
    ['with a body that is cut off', xml('<CreateJobResult><JobId>ab')],
    ['with a body that is no XML', xml('{"JobId":"x"}')],
    ['with another root', xml('<Other><Id>1</Id></Other>')],
    ['with two ids', xml('<CreateJobResult><JobId>J1, J2</JobId></CreateJobResult>')],
    ['with part of a path', xml('<CreateJobResult><JobId>a/../b</JobId></CreateJobResult>')],
  ])('%s is sent again with the same token, which names its job', async (_, change) => {
    await using gateway = await behind(emptyOnce(change), isCreation);
    const { __typename, job } = await gateway.run('createBatchJob', newBatchJob, 'job { jobId priority }');
    expect([__typename, job.priority]).toEqual(['CreateBatchJobPayload', 10]);
    const { batchJobs } = await gateway.data('{ batchJobs(statuses: [NEW]) { nodes { jobId } } }');
    expect(batchJobs.nodes).toEqual([{ jobId: job.jobId }]);
  });

  test('and never names is INDETERMINATE: not retryable without a key, and retryable with one', async () => {
    await using gateway = await behind(xml('<CreateJobResult/>'), isCreation);
    const payload = 'job { jobId }';
    expect(await gateway.run('createBatchJob', newBatchJob, payload)).toMatchObject({
      __typename: 'IndeterminateError',
      retryable: false,
      message: 'AWS accepted the job but did not name it. Look for the job in batchJobs before you create it again.',
    });
    expect(await gateway.run('createBatchJob', { ...newBatchJob, idempotencyKey: 'k' }, payload)).toMatchObject({
      __typename: 'IndeterminateError',
      retryable: true,
    });
    const { batchJobs } = await gateway.data('{ batchJobs(statuses: [NEW]) { nodes { jobId } } }');
    expect(batchJobs.nodes).toHaveLength(2);
  });

  test('and then refuses under its token is INDETERMINATE', async () => {
    let count = 0;
    await using gateway = await behind((answer) => {
      count += 1;
      return count === 1
        ? { ...answer, body: '<CreateJobResult/>' }
        : { ...answer, status: 403, body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' };
    }, isCreation);
    expect(await gateway.run('createBatchJob', newBatchJob, 'job { jobId }')).toMatchObject({
      __typename: 'IndeterminateError',
      retryable: false,
    });
  });
});

test('confirmBatchJob returns READY where neither its response nor a reading has the status', async () => {
  await using gateway = await behind(
    (answer) => ({ ...answer, body: '' }),
    ({ path }) => path.endsWith('/status'),
  );
  gateway.world.simulator.faults.set([
    { operation: 's3control.DescribeJob', kind: '5xx' },
    { operation: 's3control.ListJobs', kind: '5xx' },
  ]);
  expect(
    await gateway.run('confirmBatchJob', { job: batchJobRef(gateway.jobId) }, 'job { jobId status phase }'),
  ).toEqual({
    __typename: 'ConfirmBatchJobPayload',
    job: { jobId: gateway.jobId, status: 'READY', phase: 'QUEUED' },
  });
});

describe('what a proxy sends in place of a response to a write', () => {
  const answerOf =
    (status: number, headers: HopAnswer['headers'], body: string): Change =>
    () => ({ status, headers, body });
  const page = answerOf(200, { 'content-type': 'text/html' }, '<html>Sign in</html>');
  const typed = (type: string) => answerOf(200, { 'content-type': type }, '<p>Sign in</p>');
  const isRetryable = { __typename: 'ServiceUnavailableError', code: 'SERVICE_UNAVAILABLE', retryable: true };

  test.each<[string, Change, string]>([
    ['text/html', typed('text/html'), 'A page of HTML'],
    ['Text/HTML; charset=UTF-8', typed('Text/HTML; charset=UTF-8'), 'A page of HTML'],
    ['application/xhtml+xml', typed('application/xhtml+xml'), 'A page of HTML'],
    ['HTML without a type', answerOf(200, {}, '\n<!doctype html><title>Sign in</title>'), 'A page of HTML'],
    ['HTML of the type JSON', answerOf(201, { 'content-type': 'application/json' }, '<HTML>'), 'A page of HTML'],
    ['a script', answerOf(200, {}, '<script>location="/login"</script>'), 'A body that is neither JSON nor XML of AWS'],
    ['text', answerOf(200, { 'content-type': 'text/plain' }, 'OK'), 'A body that is neither JSON nor XML of AWS'],
    ['a redirect', answerOf(302, { location: 'https://login.example.com' }, ''), 'A redirect'],
    ['another redirect', answerOf(307, {}, '<html>Moved</html>'), 'A redirect'],
  ])('is no acceptance as %s: what can be repeated is retryable', async (_, change, what) => {
    await using gateway = await behind(change);
    const job = batchJobRef(gateway.jobId);
    for (const [field, input, payload] of [
      ['createVault', { vault: vaultAddress('one-more') }, 'location'],
      ['setVaultTags', { vault, tags: [{ key: 'a', value: 'b' }] }, 'vault { name }'],
      ['deleteArchive', { vault, archiveId: gateway.archiveId }, 'archiveId'],
      ['setBatchJobPriority', { job, priority: 7 }, 'job { jobId }'],
      ['setBatchJobTags', { job, tags: [] }, 'job { jobId }'],
    ] as const) {
      const { message, ...result } = await gateway.run(field, input, payload);
      expect(result, field).toMatchObject(isRetryable);
      expect(message).toBe(`${what} came in place of a response of AWS. Check for a proxy in front of AWS.`);
    }
  });

  test('is named for a reading that is redirected too', async () => {
    await using gateway = await behind(answerOf(302, { location: '/login' }, ''), ({ method }) => method === 'GET');
    const { jobs } = await gateway.data(
      '{ jobs(filter: { kinds: [BATCH] }, first: 1) { sources { status message } } }',
    );
    for (const source of jobs.sources) {
      expect(source).toEqual({
        status: 'UNREACHABLE',
        message: 'A redirect came in place of a response of AWS. Check for a proxy in front of AWS.',
      });
    }
    expect(jobs.sources).not.toEqual([]);
  });

  test.each([
    ['HTML without a type', answerOf(200, {}, '<!doctype html>')],
    ['text', answerOf(200, { 'content-type': 'text/plain' }, 'OK')],
    ['a redirect', answerOf(302, {}, '')],
  ])('as %s leaves a start of Glacier to the list', async (_, change) => {
    await using gateway = await behind(change);
    const { job } = await gateway.run('initiateInventoryRetrieval', { vault }, 'job { jobId }');
    expect(await jobsOf(gateway)).toEqual([job.jobId]);
  });

  test('leaves a start that may have arrived: the list decides for Glacier, the token for a Batch job', async () => {
    await using gateway = await behind(page);
    const { job } = await gateway.run('initiateInventoryRetrieval', { vault }, 'job { jobId phase }');
    expect(await jobsOf(gateway)).toEqual([job.jobId]);
    expect(await gateway.run('createBatchJob', newBatchJob, 'job { jobId }')).toMatchObject({
      __typename: 'IndeterminateError',
      retryable: false,
    });
  });
});

test.each<[string, Change]>([
  ['without a body', (answer) => ({ ...answer, body: '' })],
  ['with a body that is cut off', (answer) => ({ ...answer, body: '<UpdateJob' })],
  [
    'with the status 201 and other members',
    (answer) => ({ ...answer, status: 201, body: '<Result><Etc>1</Etc></Result>' }),
  ],
])('a change of a Batch job that AWS accepts %s returns its payload', async (_, change) => {
  await using gateway = await behind(change, (request) => isWrite(request) && request.path !== '/v20180820/jobs');
  const job = batchJobRef(gateway.jobId);
  for (const [field, input] of [
    ['setBatchJobPriority', { job, priority: 7 }],
    ['setBatchJobTags', { job, tags: [{ key: 'a', value: 'b' }] }],
    ['setBatchJobTags', { job, tags: [] }],
    ['confirmBatchJob', { job }],
    ['cancelBatchJob', { job }],
  ] as const) {
    const result = await gateway.run(field, input, 'job { jobId priority status }');
    expect(result, field).toMatchObject({
      __typename: expect.stringMatching(/Payload$/),
      job: { jobId: gateway.jobId },
    });
  }
  const { batchJob } = await gateway.data('query ($id: String!) { batchJob(jobId: $id) { priority phase } }', {
    id: gateway.jobId,
  });
  expect(batchJob).toEqual({ priority: 7, phase: 'STOPPING' });
});

const byProxy =
  (status: number, body: string, headers: Record<string, string> = {}): Change =>
  () => ({ status, headers: { 'content-type': 'text/html', ...headers }, body });

describe.each<[string, Change]>([
  ['403 in HTML', byProxy(403, '<html>Blocked</html>')],
  ['403 without a body', byProxy(403, '')],
  ['403 in JSON', byProxy(403, '{"message":"Forbidden"}', { 'content-type': 'application/json' })],
  ['401', byProxy(401, '')],
  ['407', byProxy(407, '')],
  ['429', byProxy(429, 'slow down')],
  ['429 with a pause', byProxy(429, '', { 'retry-after': '0' })],
  [
    '403 with an error of AWS',
    byProxy(403, '{"code":"AccessDeniedException","message":"No"}', { 'content-type': 'application/json' }),
  ],
  [
    '400 with a throttle of AWS',
    byProxy(400, '{"code":"ThrottlingException","message":"Slow"}', { 'content-type': 'application/json' }),
  ],
])('a start that AWS has executed, and a proxy answers with %s', (_, change) => {
  const isStart = ({ method, path }: HopRequest) => method === 'POST' && path.endsWith('/jobs');

  test('is found by its token, and not sent again', async () => {
    await using gateway = await behind(change, isStart);
    const input = { vault, archiveId: gateway.archiveId, tier: 'STANDARD', idempotencyKey: 'order 4711' };
    const payload = 'job { jobId }';
    const started = await gateway.run('initiateArchiveRetrieval', input, payload);
    expect(await gateway.run('initiateArchiveRetrieval', input, payload)).toEqual(started);
    expect(await jobsOf(gateway)).toEqual([started.job.jobId]);
    expect(gateway.world.simulator.calls.count('glacier.InitiateJob')).toBe(1);
  });
});
