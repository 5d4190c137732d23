// Every expected failure of a mutation is a member of its result, and none is among the errors of the response.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { type ErrorCode, errorTable } from '../../src/core/errors.ts';
import { schema } from '../../src/schema/index.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { json, send } from '../http/send.ts';
import { documentOf, everyMutation, type MutationCall, membersOf, newBatchJob } from '../support/everyMutation.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

/** The errors of AWS, with what they are to clients: the service that has them, its name and status of the error. */
const awsErrors: readonly [name: string, status: number, type: string, code: ErrorCode][] = [
  ['AccessDeniedException', 403, 'ForbiddenError', 'FORBIDDEN'],
  ['AccessDenied', 403, 'ForbiddenError', 'FORBIDDEN'],
  ['BadRequestException', 400, 'InvalidInputError', 'BAD_USER_INPUT'],
  ['ExpiredTokenException', 403, 'ServiceUnavailableError', 'GATEWAY_CREDENTIALS'],
  ['SignatureDoesNotMatch', 403, 'ServiceUnavailableError', 'GATEWAY_CREDENTIALS'],
  ['UnrecognizedClientException', 400, 'ServiceUnavailableError', 'GATEWAY_CREDENTIALS'],
  ['IdempotencyException', 400, 'IdempotencyError', 'IDEMPOTENCY_MISMATCH'],
  ['InsufficientCapacityException', 503, 'InsufficientCapacityError', 'INSUFFICIENT_CAPACITY'],
  ['InvalidParameterValueException', 400, 'InvalidInputError', 'BAD_USER_INPUT'],
  ['JobStatusException', 400, 'JobStatusError', 'JOB_STATUS'],
  ['LimitExceededException', 400, 'LimitExceededError', 'LIMIT_EXCEEDED'],
  ['NoLongerSupportedException', 400, 'NoLongerSupportedError', 'NO_LONGER_SUPPORTED'],
  ['NoSuchJob', 404, 'NotFoundError', 'NOT_FOUND'],
  ['PolicyEnforcedException', 400, 'PolicyEnforcedError', 'POLICY_ENFORCED'],
  ['ResourceNotFoundException', 404, 'NotFoundError', 'NOT_FOUND'],
  ['ServiceQuotaExceededException', 400, 'LimitExceededError', 'LIMIT_EXCEEDED'],
  ['TooManyTagsException', 400, 'LimitExceededError', 'LIMIT_EXCEEDED'],
  ['SomethingNewException', 400, 'UpstreamRefusedError', 'UPSTREAM_REFUSED'],
  ['SomethingNewException', 409, 'UpstreamRefusedError', 'UPSTREAM_REFUSED'],
];

/** The codes that no error of AWS in the table stands for, and why a mutation can have them or not. */
const otherCodes: readonly ErrorCode[] = [
  // Below: failures of AWS that are repeated first, and those of starts.
  'THROTTLED',
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INDETERMINATE',
  'RATE_LIMITED',
  // retryBatchJob.test.ts.
  'REPORT_UNAVAILABLE',
  'NOTHING_TO_RETRY',
  // reportTasks.test.ts; a mutation that reads such a report has REPORT_UNAVAILABLE.
  'OBJECT_ARCHIVED',
  // createStarts.test.ts: two instances.
  'IN_PROGRESS',
  // Answered before a document is executed; of an output; a bug.
  'UNAUTHENTICATED',
  'OUTPUT_UNREADABLE',
  'INTERNAL_SERVER_ERROR',
];

async function run(gateway: TestGateway, call: MutationCall) {
  const { data, errors } = await gateway.query(documentOf(call), { input: call.input });
  expect(errors).toBeUndefined();
  return data.result;
}

/** The error of a call; that of its only start for a bulk start. */
const errorOf = (result: { outcomes?: { result: object }[] }) => result.outcomes?.[0]?.result ?? result;

const each = everyMutation.map((call): [string, MutationCall] => [call.field, call]);
/** Those that change something at AWS. */
const atAws = each.filter(([, { writes }]) => writes.length > 0);

test('every mutation and every error code is covered', () => {
  const fields = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(everyMutation.map(({ field }) => field).sort()).toEqual(fields.sort());
  const covered = new Set([...awsErrors.map(([, , , code]) => code), ...otherCodes]);
  expect([...covered].sort()).toEqual(Object.keys(errorTable).sort());
});

describe('an error of AWS', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(atAws)('is a member of the result of %s, whatever it is', async (field, call) => {
    for (const [name, status, type, code] of awsErrors) {
      const fault = { kind: 'error', code: name, status, message: 'AWS says so.' } as const;
      gateway.simulator.faults.set(call.writes.map((operation) => ({ operation, ...fault })));
      const isMember = membersOf(field).includes(type);
      expect(errorOf(await run(gateway, call)), name).toMatchObject({
        __typename: isMember ? type : 'UpstreamRefusedError',
        code: isMember ? code : 'UPSTREAM_REFUSED',
        awsCode: name,
      });
    }
  });

  test.each(each)('that %s can answer is a member of its own type', (field, { writes }) => {
    const glacier = writes.length > 0 && writes.every((operation) => operation.startsWith('glacier.'));
    const isStart = /^(initiate|restage|ensure|createBatchJob|retryBatchJob)/.test(field);
    const expected = [
      'ForbiddenError',
      'InvalidInputError',
      'LimitExceededError',
      'ServiceUnavailableError',
      'ThrottledError',
      'UpstreamRefusedError',
      ...(glacier ? ['NoLongerSupportedError'] : []),
      ...(/^(create|setDataRetrievalPolicy)/.test(field) ? [] : ['NotFoundError']),
      ...(isStart ? ['IdempotencyError', 'IndeterminateError', 'RateLimitedError'] : []),
      ...(isStart && glacier ? ['InProgressError', 'InsufficientCapacityError', 'PolicyEnforcedError'] : []),
      ...(/^(confirmBatchJobs?|cancelBatchJobs?|setBatchJobPriorit(y|ies)|retryBatchJob)$/.test(field)
        ? ['JobStatusError']
        : []),
      ...(field === 'retryBatchJob' ? ['NothingToRetryError', 'ReportUnavailableError'] : []),
    ];
    expect(
      membersOf(field)
        .filter((name) => name.endsWith('Error'))
        .sort(),
    ).toEqual(expected.sort());
  });
});

describe('a failure of AWS that lasts', () => {
  test.each<[string, Omit<Fault, 'operation'>, string, ErrorCode]>([
    ['throttling', { kind: 'throttle' }, 'ThrottledError', 'THROTTLED'],
    ['a 500', { kind: '5xx' }, 'ServiceUnavailableError', 'SERVICE_UNAVAILABLE'],
    ['a broken connection', { kind: 'reset' }, 'ServiceUnavailableError', 'SERVICE_UNAVAILABLE'],
    ['silence', { kind: 'delay', delayMilliseconds: 5_000 }, 'ServiceUnavailableError', 'DEADLINE_EXCEEDED'],
  ])('by %s is a member of the result of every mutation at AWS', async (_, fault, type, code) => {
    await using gateway = await startGateway({
      AWS_ATTEMPT_TIMEOUT_MS: 500,
      AWS_TIMEOUT_MS: 1_500,
      BULK_START_TIMEOUT_MS: 2_000,
    });
    gateway.simulator.faults.set(
      [...new Set(everyMutation.flatMap(({ writes }) => writes))].map((operation) => ({ operation, ...fault })),
    );
    const errors = await Promise.all(
      atAws.map(async ([, call]) => errorOf(await run(gateway, call)) as { __typename: string; code: string }),
    );
    expect(errors).toContainEqual(expect.objectContaining({ __typename: type, code }));
    // On a busy machine some calls end at their deadline. A start may have been executed.
    const temporary = /^(ThrottledError|ServiceUnavailableError|IndeterminateError)$/;
    expect(errors.filter(({ __typename }) => !temporary.test(__typename))).toEqual([]);
  });

  test.each([
    ['initiateInventoryRetrieval', 'ServiceUnavailableException'],
    ['createBatchJob', 'InternalServiceException'],
  ])('leaves %s INDETERMINATE, with the code and the request id of AWS', async (field, awsCode) => {
    await using gateway = await startGateway({ startClock: createClock({ speed: 50 }) });
    const call = everyMutation.find((each) => each.field === field) as MutationCall;
    gateway.simulator.faults.set(
      call.writes.map((operation) => ({ operation, kind: '5xx', code: awsCode, status: 500 })),
    );
    expect(await run(gateway, call)).toMatchObject({
      __typename: 'IndeterminateError',
      awsCode,
      awsRequestId: expect.stringMatching(/.{8,}/),
    });
  });
});

describe('a start beyond STARTS_PER_HOUR', () => {
  const starts = each.filter(([field]) => membersOf(field).includes('RateLimitedError'));

  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ STARTS_PER_HOUR: { authenticated: 0.5, anonymous: 0.5 } });
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  test.each(starts)('is a RateLimitedError of %s, without a call', async (_, call) => {
    const result = await run(gateway, call);
    expect(result).toMatchObject({
      __typename: 'RateLimitedError',
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfterSeconds: expect.any(Number),
      awsCode: null,
    });
    expect(Object.keys(gateway.calls()).filter((operation) => call.writes.includes(operation))).toEqual([]);
  });
});

describe('two starts in one document, of which the second is refused,', () => {
  const two = `mutation ($input: CreateBatchJobInput!, $vault: InitiateInventoryRetrievalInput!) {
    first: createBatchJob(input: $input) { __typename ... on CreateBatchJobPayload { job { jobId } } }
    second: initiateInventoryRetrieval(input: $vault) { __typename ... on MutationError { code retryAfterSeconds } }
  }`;
  const variables = { input: newBatchJob, vault: { vault: vaultRef('media-masters') } };

  test.each(['application/json', 'application/graphql-response+json'])(
    'are answered with 200 and the first job as %s',
    async (accept) => {
      await using gateway = await startGateway({ STARTS_PER_HOUR: { authenticated: 1, anonymous: 1 } });
      const body = JSON.stringify({ query: two, variables });
      const { status, headers, json: read } = await send(gateway.url, { headers: { ...json, accept }, body });
      expect(status).toBe(200);
      expect(headers['retry-after']).toBeUndefined();
      expect(read()).toMatchObject({
        data: {
          first: { __typename: 'CreateBatchJobPayload', job: { jobId: expect.any(String) } },
          second: { __typename: 'RateLimitedError', code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
        },
      });
      expect(read().errors).toBeUndefined();
    },
  );

  test.each([
    ['LimitExceededException', 400, 'LimitExceededError'],
    ['SomethingNewException', 400, 'UpstreamRefusedError'],
    ['ExpiredTokenException', 403, 'ServiceUnavailableError'],
  ])('keep the first job if AWS refuses the second with %s', async (code, status, type) => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: 'glacier.InitiateJob', kind: 'error', code, status }]);
    const { first, second } = await gateway.data(two, variables);
    expect(first).toMatchObject({ __typename: 'CreateBatchJobPayload', job: { jobId: expect.any(String) } });
    expect(second.__typename).toBe(type);
  });
});

test('an error names the argument that is refused', async () => {
  await using gateway = await startGateway();
  const { errors } = await gateway.query(
    'query ($size: SafeInt!) { estimateArchiveRetrieval(sizeInBytes: $size, tier: BULK) { cost { amount } } }',
    { size: -1 },
  );
  expect(errors).toMatchObject([
    { path: ['estimateArchiveRetrieval'], extensions: { code: 'BAD_USER_INPUT', inputPath: ['sizeInBytes'] } },
  ]);
});
