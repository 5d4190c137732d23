// A gateway over two regions, one of which fails.

import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Backend } from '../../src/aws/backend.ts';
import { createClock } from '../../src/core/clock.ts';
import { serve } from '../../src/serve.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';

test('the failure of one of two regions leaves the jobs of the other on the page, with the reason in sources', async () => {
  const startAt = Date.UTC(2026, 0, 15, 12);
  const east = await startSimulator({ clock: createClock({ speed: 0, startAt }) });
  const west = await startSimulator({ clock: createClock({ speed: 0, startAt }) });
  const backend: Backend = {
    kind: 'AWS',
    accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] }],
    clock: createClock({ speed: 0, startAt }),
    endpoints: ({ region }) => {
      const { url } = region === 'us-east-1' ? east : west;
      return { glacier: url, s3Control: url };
    },
    credentials: () => ({ accessKeyId: '111122223333', secretAccessKey: 'test' }),
  };
  const gateway = await serve(
    {
      PORT: 0,
      AWS_ATTEMPT_TIMEOUT_MS: 60_000,
      AWS_TIMEOUT_MS: 60_000,
      MAX_EVENT_LOOP_DELAY_MS: Number.POSITIVE_INFINITY,
    },
    { backend, log: pino({ level: 'silent' }) },
  );
  try {
    const query = '{ jobs(first: 100) { nodes { region } sources { region service status message } } }';
    const queryJobs = async () => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as {
        data: { jobs: { nodes: { region: string }[]; sources: object[] } };
        errors?: unknown;
      };
    };
    await west.close();
    const { data, errors } = await queryJobs();
    expect(errors).toBeUndefined();
    expect(new Set(data.jobs.nodes.map(({ region }) => region))).toEqual(new Set(['us-east-1']));
    expect(data.jobs.sources).toEqual([
      { region: 'us-east-1', service: 'GLACIER', status: 'OK', message: null },
      { region: 'us-east-1', service: 'S3_BATCH_OPERATIONS', status: 'OK', message: null },
      { region: 'us-west-2', service: 'GLACIER', status: 'UNREACHABLE', message: 'AWS could not be reached.' },
      {
        region: 'us-west-2',
        service: 'S3_BATCH_OPERATIONS',
        status: 'UNREACHABLE',
        message: 'AWS could not be reached.',
      },
    ]);
  } finally {
    await gateway.close();
    await east.close();
  }
});
