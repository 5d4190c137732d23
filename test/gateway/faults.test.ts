// Faults on the way to AWS, injected into the connection.

import { describe, expect, onTestFinished, test } from 'vitest';
import { vaultAddressText, vaultRef } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const input = { vault: vaultRef('media-masters'), format: 'JSON' };
const start = (gateway: TestGateway, description = 'fault test') =>
  gateway.query(
    `mutation ($input: InitiateInventoryRetrievalInput!) {
      result: initiateInventoryRetrieval(input: $input) {
        __typename
        ... on InitiateInventoryRetrievalPayload { location job { jobId phase jobDescription } }
        ... on MutationError { code message retryable awsCode awsRequestId }
      }
    }`,
    { input: { ...input, description } },
  );

/** The jobs at AWS. */
async function jobsStarted(gateway: TestGateway, description = 'fault test'): Promise<number> {
  gateway.simulator.faults.clear();
  const { vault } = await gateway.data(
    '{ vault(name: "media-masters") { jobs(first: 20) { nodes { ... on VaultJob { jobDescription } } } } }',
  );
  return vault.jobs.nodes.filter((job: { jobDescription: string | null }) => job.jobDescription === description).length;
}

const InitiateJob = 'glacier.InitiateJob';

describe('a start whose answer is lost', () => {
  test.each([
    ['a 500 after the work', { kind: '5xx', when: 'after' }],
    ['a 503 after the work', { kind: 'error', when: 'after', status: 503, code: 'ServiceUnavailableException' }],
    ['a 408 after the work', { kind: 'error', when: 'after', status: 408, code: 'RequestTimeoutException' }],
    ['a reset after the work', { kind: 'reset', when: 'after' }],
    ['an answer cut short', { kind: 'truncated', when: 'after' }],
    ['garbage in place of the answer', { kind: 'garbage', when: 'after' }],
  ] as const)('by %s is sent once, and its job is found', async (_, fault) => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, ...fault }]);
    const { data } = await start(gateway);
    expect(data.result).toMatchObject({ __typename: 'InitiateInventoryRetrievalPayload', job: { phase: 'RUNNING' } });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(await jobsStarted(gateway)).toBe(1);
  });

  test('because of a timeout is sent once, and its job is found', async () => {
    // Real time: of a call that is not answered, and long enough for the others on a busy machine.
    await using gateway = await startGateway({ AWS_ATTEMPT_TIMEOUT_MS: 2_000, AWS_TIMEOUT_MS: 20_000 });
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'delay', when: 'after', delayMilliseconds: 60_000 }]);
    const { data } = await start(gateway);
    expect(data.result).toMatchObject({ __typename: 'InitiateInventoryRetrievalPayload' });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(await jobsStarted(gateway)).toBe(1);
  });

  test('because AWS accepts it without naming the job is found', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'error', when: 'after', status: 202, code: 'none' }]);
    const { data } = await start(gateway);
    expect(data.result).toMatchObject({ job: { jobId: expect.stringMatching(/^[\w-]{92}$/) } });
    expect(await jobsStarted(gateway)).toBe(1);
  });
});

describe('a start that AWS certainly did not execute', () => {
  test('because it was throttled is sent again and makes one job', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'throttle', call: 1 }]);
    const { data } = await start(gateway);
    expect(data.result.__typename).toBe('InitiateInventoryRetrievalPayload');
    expect(gateway.calls()[InitiateJob]).toBe(2);
    expect(await jobsStarted(gateway)).toBe(1);
  });

  test.each([
    ['InsufficientCapacityException', 503, 'InsufficientCapacityError', 'INSUFFICIENT_CAPACITY', true],
    ['InsufficientCapacityException', 400, 'InsufficientCapacityError', 'INSUFFICIENT_CAPACITY', true],
    ['PolicyEnforcedException', 400, 'PolicyEnforcedError', 'POLICY_ENFORCED', false],
    ['InvalidParameterValueException', 400, 'InvalidInputError', 'BAD_USER_INPUT', false],
    ['MissingParameterValueException', 400, 'InvalidInputError', 'BAD_USER_INPUT', false],
    ['SerializationException', 400, 'InvalidInputError', 'BAD_USER_INPUT', false],
    ['BadRequest', 400, 'InvalidInputError', 'BAD_USER_INPUT', false],
    ['ResourceNotFoundException', 404, 'NotFoundError', 'NOT_FOUND', false],
    ['AccessDeniedException', 403, 'ForbiddenError', 'FORBIDDEN', false],
    ['NoLongerSupportedException', 400, 'NoLongerSupportedError', 'NO_LONGER_SUPPORTED', false],
  ])('because of %s (%i) is sent once and reported by its own type', async (code, status, type, ourCode, retryable) => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'error', code, status, message: 'AWS says so.' }]);
    const { data } = await start(gateway);
    expect(data.result).toEqual({
      __typename: type,
      code: ourCode,
      message: 'AWS says so.',
      retryable,
      awsCode: code,
      awsRequestId: expect.any(String),
    });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(await jobsStarted(gateway)).toBe(0);
  });

  test.each([
    ['ExpiredTokenException', 403],
    ['InvalidSignatureException', 403],
    ['MissingAuthenticationTokenException', 400],
    ['UnrecognizedClientException', 400],
  ])('because of %s (%i) is sent once, and the caller is not refused', async (code, status) => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: InitiateJob, kind: 'error', code, status, message: 'The role ops-7.' }]);
    const { data } = await start(gateway);
    expect(data.result).toEqual({
      __typename: 'ServiceUnavailableError',
      code: 'GATEWAY_CREDENTIALS',
      message: 'AWS does not accept the credentials of the gateway.',
      retryable: true,
      awsCode: code,
      awsRequestId: expect.any(String),
    });
    expect(gateway.calls()[InitiateJob]).toBe(1);
    expect(await jobsStarted(gateway)).toBe(0);
  });

  test('because nothing listens is SERVICE_UNAVAILABLE, without an address in the message', async () => {
    await using gateway = await startGateway();
    await gateway.simulator.close();
    const { data } = await start(gateway);
    expect(data.result).toMatchObject({
      __typename: 'ServiceUnavailableError',
      code: 'SERVICE_UNAVAILABLE',
      message: 'AWS could not be reached.',
      awsCode: null,
      awsRequestId: null,
    });
  });
});

test('a start that AWS accepted is reported even if reading its job fails', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([
    { operation: 'glacier.DescribeJob', kind: 'error', code: 'AccessDeniedException', status: 403 },
  ]);
  const { data } = await start(gateway);
  expect(data.result).toMatchObject({
    __typename: 'InitiateInventoryRetrievalPayload',
    job: { jobId: expect.stringMatching(/^[\w-]{92}$/), phase: 'RUNNING', jobDescription: 'fault test' },
  });
});

test('a start above an AWS quota (LimitExceededException) costs one call', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([
    { operation: 'glacier.CreateVault', kind: 'error', code: 'LimitExceededException', status: 400 },
  ]);
  const { data } = await gateway.query(
    `mutation { result: createVault(input: { ${vaultAddressText('one-more')} }) { __typename ... on MutationError { code awsCode } } }`,
  );
  expect(data.result).toEqual({
    __typename: 'LimitExceededError',
    code: 'LIMIT_EXCEEDED',
    awsCode: 'LimitExceededException',
  });
  expect(gateway.calls()).toEqual({ 'glacier.CreateVault': 1 });
});

describe('a read with a temporary failure is repeated', () => {
  test.each([
    ['a 500', { kind: '5xx' }],
    ['a reset', { kind: 'reset' }],
    ['a throttle', { kind: 'throttle' }],
    ['an answer cut short', { kind: 'truncated', when: 'after' }],
  ] as const)('after %s, and both calls are counted', async (_, fault) => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: 'glacier.DescribeVault', call: 1, ...fault }]);
    const { data, errors, extensions } = await gateway.query('{ vault(name: "media-masters") { name } }');
    expect({ data, errors }).toEqual({ data: { vault: { name: 'media-masters' } }, errors: undefined });
    expect(extensions?.aws).toMatchObject({ calls: 2, byOperation: { 'glacier.DescribeVault': 2 } });
  });
});

describe('a read with a permanent failure', () => {
  test.each([
    ['a 500', { kind: '5xx' }, 'SERVICE_UNAVAILABLE', true],
    ['a throttle', { kind: 'throttle' }, 'THROTTLED', true],
    ['a reset', { kind: 'reset' }, 'SERVICE_UNAVAILABLE', true],
    ['garbage', { kind: 'garbage', when: 'after' }, 'SERVICE_UNAVAILABLE', true],
    ['a refusal', { kind: 'error', code: 'AccessDeniedException', status: 403 }, 'FORBIDDEN', false],
  ] as const)('by %s blanks its own field alone, with a code', async (_, fault, code, retryable) => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([{ operation: 'glacier.DescribeVault', ...fault }]);
    const { data, errors } = await gateway.query(
      '{ broken: vault(name: "media-masters") { name } whole: vaults(first: 1) { nodes { name } } }',
    );
    expect(data.broken).toBeNull();
    expect(data.whole.nodes).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]).toMatchObject({ path: ['broken'], extensions: { code, retryable } });
    expect(errors?.[0]?.message).not.toMatch(/127\.0\.0\.1|at .*\.ts|SyntaxError|JSON/);
  });

  test('of one of two jobs is null for that job alone', async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { jobs(first: 2) { nodes { ... on VaultJob { id } } } } }',
    );
    await using other = await startGateway();
    other.simulator.faults.set([
      { operation: 'glacier.DescribeJob', call: 2, kind: 'error', code: 'AccessDeniedException', status: 403 },
    ]);
    const ids = vault.jobs.nodes.map(({ id }: { id: string }) => id);
    const { data, errors } = await other.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    expect(data.nodes.filter((node: unknown) => node === null)).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      aws: { code: 'AccessDeniedException', requestId: expect.any(String) },
    });
  });

  test('without an answer ends at the deadline with its own code', async () => {
    await using gateway = await startGateway({ AWS_ATTEMPT_TIMEOUT_MS: 100, AWS_TIMEOUT_MS: 250 });
    gateway.simulator.faults.set([{ operation: '*', kind: 'delay', delayMilliseconds: 2000 }]);
    const { data, errors } = await gateway.query('{ vault(name: "media-masters") { name } }');
    expect(data).toEqual({ vault: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
  });
});

describe('an account that is closed for Glacier', () => {
  const closed = '777788889999';

  test('leaves the rest of a query intact and reports the reason', async () => {
    await using gateway = await startGateway();
    const { data, errors } = await gateway.query(
      `query ($closed: AccountId!) {
        open: vaults(first: 1) { nodes { name } }
        vaults(filter: { accountIds: [$closed] }) { nodes { name } pageInfo { hasNextPage } sources { accountId status message } }
        vault(accountId: $closed, name: "any") { name }
        job: glacierJob(accountId: $closed, vaultName: "any", jobId: "any") { __typename }
        dataRetrievalPolicy(accountId: $closed) { rules { strategy } }
        provisionedCapacity(accountId: $closed) { capacityId }
      }`,
      { closed },
    );
    expect(data).toEqual({
      open: { nodes: [{ name: expect.any(String) }] },
      vaults: {
        nodes: [],
        pageInfo: { hasNextPage: false },
        sources: [{ accountId: closed, status: 'CLOSED_TO_ACCOUNT', message: expect.any(String) }],
      },
      vault: null,
      job: null,
      dataRetrievalPolicy: null,
      provisionedCapacity: null,
    });
    expect(errors?.map(({ path, extensions }) => [path?.[0], extensions.code]).sort()).toEqual([
      ['dataRetrievalPolicy', 'NO_LONGER_SUPPORTED'],
      ['job', 'NO_LONGER_SUPPORTED'],
      ['provisionedCapacity', 'NO_LONGER_SUPPORTED'],
      ['vault', 'NO_LONGER_SUPPORTED'],
    ]);
    for (const error of errors ?? []) {
      expect(error.extensions['aws']).toEqual({ code: 'NoLongerSupportedException', requestId: expect.any(String) });
    }
  });

  test('rejects a mutation with its own type', async () => {
    await using gateway = await startGateway();
    const { data } = await gateway.query(
      'mutation ($a: AccountId!) { createVault(input: { vault: { name: "x", accountId: $a, region: "us-east-1" } }) { __typename ... on MutationError { code } } }',
      { a: closed },
    );
    expect(data.createVault).toEqual({ __typename: 'NoLongerSupportedError', code: 'NO_LONGER_SUPPORTED' });
  });
});

test('a vault whose jobs cannot be read during the listing of vaults fails only its own source', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  await using gateway = await startGateway();
  gateway.simulator.faults.set([
    { operation: 'glacier.ListVaults', call: { from: 2, to: 100 }, kind: 'delay', delayMilliseconds: 300 },
    { operation: 'glacier.ListJobs', kind: 'error', code: 'AccessDeniedException', status: 403 },
  ]);
  const { data } = await gateway.query('{ jobs(filter: { kinds: [SELECT] }) { sources { service status } } }');
  expect(data.jobs.sources).toContainEqual({ service: 'GLACIER', status: 'DENIED' });
  expect(unhandled).toEqual([]);
});
