// Queries at their deadline: one that cannot finish is refused before its first call, one that is admitted keeps what it received.
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous } from '../../src/access/caller.ts';
import type { Backend } from '../../src/aws/backend.ts';
import { limiterSettingsOf } from '../../src/aws/limiter/limiterSettings.ts';
import { type Config, defaultConfig } from '../../src/config/options.ts';
import { systemClock } from '../../src/core/clock.ts';
import { FragmentMemory } from '../../src/execution/fragments.ts';
import { prepareOperation } from '../../src/http/documents/prepareOperation.ts';
import { createCostLimit } from '../../src/http/operations/createCostLimit.ts';
import { nothingKnown } from '../../src/jobIndex/knownLists.ts';
import { json, send } from '../http/send.ts';
import { type Data, startGateway } from '../support/startGateway.ts';

const backend: Backend = {
  kind: 'AWS',
  accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1'] }],
  clock: systemClock,
  endpoints: () => ({}),
  credentials: () => undefined,
};

const wide = '{ batchJobs(first: 1000) { nodes { roleArn tags { key } outcome } } }';

describe('a query that cannot finish', () => {
  test('is refused before the first call, with the reason and the figures', async () => {
    await using gateway = await startGateway();
    const body = JSON.stringify({ query: wide });
    const { status, json: read } = await send(gateway.url, { headers: json, body });
    expect(status).toBe(400);
    expect(read()).toMatchObject({
      errors: [
        {
          message:
            'The operation cannot finish within its deadline. It may cost 2001 AWS calls, 2001 of them to S3 Control in one account and region. With 12 calls at a time (AWS_S3_CONTROL_CONCURRENCY) of 0.2 s each and 200 calls per second (AWS_S3_CONTROL_RATE), the last one waits 34 s; the deadline is 30 s (AWS_QUEUE_TIMEOUT_MS). Request fewer at once.',
          extensions: { code: 'BAD_USER_INPUT', retryable: false },
        },
      ],
    });
    expect(read().data).toBeUndefined();
    expect(gateway.calls()).toEqual({});
  });

  test.each<[string, string, Partial<Config>]>([
    ['fewer nodes', wide.replace('1000', '700'), {}],
    ['one call for each node', wide.replace('tags { key }', 'report { enabled }'), {}],
    ['no call for each node', '{ batchJobs(first: 1000) { nodes { jobId phase outcome } } }', {}],
    ['more calls at a time', wide, { AWS_S3_CONTROL_CONCURRENCY: 20 }],
    ['a longer deadline', wide, { AWS_QUEUE_TIMEOUT_MS: 60_000 }],
  ])('is admitted with %s', (_, query, options) => {
    const limiter = limiterSettingsOf({ ...defaultConfig(), ...options });
    const { STARTS_PER_REQUEST: startsPerRequest } = defaultConfig();
    const { admit } = createCostLimit(
      { backend, jobIndex: { knownLists: () => nothingKnown } },
      { awsCalls: 2_500, nodes: 20_000, startsPerRequest, limiter },
    );
    const operation = prepareOperation(parse(query), null, new FragmentMemory(0));
    expect(operation && admit(operation, operation.coerce(null), anonymous)).toMatchObject({
      awsCalls: expect.any(Number),
    });
  });

  test('is refused by the options of the gateway, and with fewer nodes answered', async () => {
    await using gateway = await startGateway({ AWS_QUEUE_TIMEOUT_MS: 2_000, AWS_S3_CONTROL_CONCURRENCY: 1 });
    const roles = (first: number) => `{ batchJobs(first: ${first}) { nodes { roleArn } } }`;
    const { errors } = await gateway.query(roles(20));
    expect(errors).toMatchObject([{ message: expect.stringContaining('the last one waits 4 s; the deadline is 2 s') }]);
    expect(gateway.calls()).toEqual({});
    const { batchJobs } = await gateway.data(roles(3));
    expect(batchJobs.nodes).toHaveLength(3);
  });
});

test('a query that runs into its deadline keeps what it received', async () => {
  await using gateway = await startGateway({ AWS_QUEUE_TIMEOUT_MS: 1_500, AWS_S3_CONTROL_CONCURRENCY: 2 });
  gateway.simulator.faults.set([{ operation: 's3control.DescribeJob', kind: 'delay', delayMilliseconds: 400 }]);
  const { data, errors = [] } = await gateway.query('{ batchJobs(first: 15) { nodes { jobId phase roleArn } } }');
  const { nodes } = data.batchJobs;
  expect(nodes).toHaveLength(15);
  expect(nodes.every(({ jobId, phase }: Data) => jobId && phase)).toBe(true);
  const unfinished = nodes.filter(({ roleArn }: Data) => roleArn === null);
  expect(unfinished.length).toBeGreaterThan(0);
  expect(unfinished.length).toBeLessThan(15);
  expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(
    nodes
      .flatMap(({ roleArn }: Data, index: number) => (roleArn === null ? [`batchJobs.nodes.${index}.roleArn`] : []))
      .sort(),
  );
  for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
});
