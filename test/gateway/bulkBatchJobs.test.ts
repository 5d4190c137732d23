// Changes of many Batch jobs in one call, through the whole gateway.
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { batchJobId } from '../../src/schema/kit/globalId.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { accountId, region, restoreRequest } from '../support/jobRequests.ts';
import { home } from '../support/references.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

const west = { accountId, region: 'us-west-2' };

const accounts = [{ accountId, name: null, regions: [region, west.region] }] as const;

let gateway: TestGateway;
const auditLines: Data[] = [];

beforeAll(async () => {
  gateway = await startGateway({
    seed: 'empty',
    accounts,
    log: pino({ level: 'info' }, { write: (line: string) => void auditLines.push(JSON.parse(line)) }),
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

let minute = 0;
/** Ids of jobs whose manifests are read, oldest first. They are described by the test. */
function addJobs(count: number, { description = '', suspended = true, location = home } = {}): string[] {
  const { world } = gateway.simulator;
  return Array.from({ length: count }, () => {
    minute += 1;
    const request = { ...restoreRequest, ConfirmationRequired: suspended, Description: description };
    const at = world.location(location.accountId, location.region);
    return world.addBatchJob(at, { request, createdAt: world.clock.now() - 3_600_000 + minute * 1_000 }).id;
  });
}

beforeEach(() => {
  gateway.simulator.faults.set([]);
  gateway.calls();
  auditLines.length = 0;
});

const counts = 'matched changed failed notSent';

async function run(field: string, input: object, selection: string, as: Pick<TestGateway, 'data'> = gateway) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { result } = await as.data(
    `mutation ($input: ${type}Input!) { result: ${field}(input: $input) { __typename ... on ${type}Payload { ${selection} }
      ... on MutationError { code message } ... on InvalidInputError { path } } }`,
    { input },
  );
  return result;
}

const writes = () => {
  const { 's3control.UpdateJobStatus': status, 's3control.UpdateJobPriority': priority } = gateway.calls();
  return { status, priority };
};

test('a dry run returns what would be changed, and the call then changes exactly that, in all locations', async () => {
  const description = 'cancel us';
  const here = addJobs(3, { description });
  const there = addJobs(2, { description, location: west });
  addJobs(2, { description: 'keep us' });
  const jobs = { filter: { descriptionContains: description } };
  const dry = await run(
    'cancelBatchJobs',
    { jobs, dryRun: true },
    `${counts} outcomes { jobId region job { phase jobDescription } result { __typename } } sources { status }`,
  );
  expect(dry).toMatchObject({ matched: 5, changed: 0, failed: 0, notSent: 0 });
  expect(dry.outcomes).toEqual(
    [...here, ...there].map((jobId, index) => ({
      jobId,
      region: index < 3 ? region : west.region,
      job: { phase: 'AWAITING_CONFIRMATION', jobDescription: description },
      result: null,
    })),
  );
  expect(dry.sources).toEqual([{ status: 'OK' }, { status: 'OK' }]);
  expect(gateway.calls()).toEqual({ 's3control.ListJobs': 2 });

  const done = await run(
    'cancelBatchJobs',
    { jobs },
    `${counts} outcomes { jobId result { ... on CancelBatchJobPayload { job { status } } } }`,
  );
  expect(done).toMatchObject({ matched: 5, changed: 5, failed: 0, notSent: 0 });
  expect(done.outcomes.map(({ result }: Data) => result.job.status)).toEqual(Array(5).fill('CANCELLED'));
  // The changed jobs are read again: three of one location in a list, two of the other one by one.
  expect(gateway.calls()).toEqual({
    's3control.ListJobs': 3,
    's3control.UpdateJobStatus': 5,
    's3control.DescribeJob': 2,
  });
  // Repeated, it finds nothing more to do.
  expect(await run('cancelBatchJobs', { jobs }, counts)).toMatchObject({ matched: 0, changed: 0 });
  expect(writes()).toEqual({});
});

test('the limit takes the oldest jobs, and repeating the call takes the next ones', async () => {
  const description = 'in steps';
  const ids = addJobs(5, { description });
  const input = { jobs: { filter: { descriptionContains: description } }, limit: 2, priority: 99 };
  const steps: string[][] = [];
  for (let step = 0; step < 4; step += 1) {
    const { matched, outcomes } = await run('setBatchJobPriorities', input, 'matched outcomes { jobId }');
    expect(matched).toBe(Math.max(0, 5 - 2 * step));
    steps.push(outcomes.map(({ jobId }: Data) => jobId));
  }
  expect(steps).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4), []]);
  expect(writes()).toEqual({ priority: 5 });
});

test('a filter selects only jobs to which the change applies', async () => {
  const description = 'to confirm';
  const suspended = addJobs(2, { description });
  addJobs(2, { description, suspended: false });
  const input = { jobs: { filter: { descriptionContains: description } } };
  const { outcomes } = await run(
    'confirmBatchJobs',
    input,
    'outcomes { jobId result { ... on ConfirmBatchJobPayload { job { phase } } } }',
  );
  expect(outcomes).toEqual(suspended.map((jobId) => ({ jobId, result: { job: { phase: 'QUEUED' } } })));
  for (const nothing of [{ kinds: ['ARCHIVE_RETRIEVAL'] }, { phases: ['DONE'] }]) {
    gateway.calls();
    const filter = { descriptionContains: description, ...nothing };
    expect(await run('cancelBatchJobs', { jobs: { filter } }, counts)).toMatchObject({ matched: 0, changed: 0 });
    // It is known without a call.
    expect(gateway.calls()).toEqual({});
  }
});

test('each job has its own outcome: one that is denied or has ended does not stop the others', async () => {
  const [denied = '', ended = '', ...others] = addJobs(12, { description: 'mixed' });
  const ids = [denied, ended, ...others, ended].map((jobId) => batchJobId({ ...home, jobId }));
  await run('cancelBatchJobs', { jobs: { ids: ids.slice(1, 2) } }, counts);
  auditLines.length = 0;
  gateway.simulator.faults.set([
    { operation: 's3control.UpdateJobStatus', kind: 'error', code: 'AccessDenied', status: 403, call: 1 },
  ]);
  const result = await run(
    'confirmBatchJobs',
    { jobs: { ids } },
    `${counts} outcomes { nodeId jobId job { id } result { __typename ... on MutationError { code } ... on JobStatusError { status } } } sources { status }`,
  );
  expect(result).toMatchObject({ matched: 12, changed: 10, failed: 2, notSent: 0, sources: [] });
  const codes = result.outcomes.map(({ result: each }: Data) => each.code);
  expect(codes.filter(Boolean).sort()).toEqual(['FORBIDDEN', 'JOB_STATUS']);
  expect(result.outcomes[1]).toMatchObject({ jobId: ended, job: null, result: { status: 'CANCELLED' } });
  expect(result.outcomes.map(({ nodeId }: Data) => nodeId)).toEqual(ids.slice(0, 12));
  const audited = auditLines.filter(({ audit }) => audit);
  expect(audited.map(({ what, result: code }) => [what.jobId ?? what.jobs, code])).toEqual([
    ['12', 'OK'],
    ...result.outcomes.map(({ jobId, result: each }: Data) => [jobId, each.code ?? 'OK']),
  ]);
  expect(audited[1]).toMatchObject({ operation: 'confirmBatchJobs', account: accountId, region });
});

test('a source that fails is named, and the jobs of the others are changed', async () => {
  const description = 'half';
  addJobs(1, { description });
  addJobs(1, { description, location: west });
  gateway.simulator.faults.set([
    { operation: 's3control.ListJobs', kind: 'error', code: 'AccessDenied', status: 403, region },
  ]);
  const input = { jobs: { filter: { descriptionContains: description } } };
  const result = await run('cancelBatchJobs', input, `${counts} sources { status }`);
  expect(result).toMatchObject({ matched: 1, changed: 1 });
  expect(result.sources.map(({ status }: Data) => status).sort()).toEqual(['DENIED', 'OK']);
});

test('what the policy denies is refused for IDs, and left out of a filter, where it takes nothing of the limit', async () => {
  const description = 'not yours';
  // The oldest ones are not hers.
  const there = addJobs(2, { description, location: west });
  const here = addJobs(2, { description });
  const policy = {
    [`${accountId}/*`]: ['read' as const],
    [`${accountId}/${region}`]: ['read' as const, 'manage' as const],
  };
  await using guarded = await startGateway({
    beside: gateway,
    accounts,
    authenticator: createTestAuthenticator({ keys: { ann: policy } }),
  });
  const ann = guarded.as(keyOf('ann'));
  const ids = [
    ...here.map((jobId) => batchJobId({ ...home, jobId })),
    ...there.map((jobId) => batchJobId({ ...west, jobId })),
  ];
  expect(await run('cancelBatchJobs', { jobs: { ids } }, counts, ann)).toMatchObject({ code: 'FORBIDDEN' });
  expect(guarded.calls()).toEqual({});
  const jobs = { filter: { descriptionContains: description } };
  const selection = `${counts} notAllowed outcomes { jobId result { __typename } }`;
  const dry = await run('cancelBatchJobs', { jobs, limit: 2, dryRun: true }, selection, ann);
  expect(dry).toMatchObject({ matched: 2, notAllowed: 2, outcomes: here.map((jobId) => ({ jobId, result: null })) });
  const done = await run('cancelBatchJobs', { jobs, limit: 2 }, selection, ann);
  expect(done).toMatchObject({ matched: 2, notAllowed: 2, changed: 2, failed: 0, notSent: 0 });
  expect(done.outcomes).toEqual(here.map((jobId) => ({ jobId, result: { __typename: 'CancelBatchJobPayload' } })));
  expect(writes()).toEqual({ status: 2 });
});

test.each<[string, object, string[]]>([
  ['an empty filter', { jobs: { filter: { phases: [] } } }, ['input', 'jobs', 'filter']],
  ['no ID', { jobs: { ids: [] } }, ['input', 'jobs', 'ids']],
  ['too many IDs', { jobs: { ids: Array(1001).fill('x') } }, ['input', 'jobs', 'ids']],
  ['what is no ID', { jobs: { ids: ['x'] } }, ['input', 'jobs', 'ids', '0']],
  ['a limit of 0', { jobs: { filter: { kinds: ['BATCH'] } }, limit: 0 }, ['input', 'limit']],
  ['a limit over 1,000', { jobs: { filter: { kinds: ['BATCH'] } }, limit: 1001 }, ['input', 'limit']],
  [
    'a region that is not served',
    { jobs: { filter: { regions: ['eu-west-3'] } } },
    ['input', 'jobs', 'filter', 'regions', '0'],
  ],
])('%s is refused before any call', async (_, input, path) => {
  expect(await run('cancelBatchJobs', input, counts)).toMatchObject({ code: 'BAD_USER_INPUT', path });
  expect(gateway.calls()).toEqual({});
});
