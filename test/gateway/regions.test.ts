// One of two regions is killed behind the gateway.

import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { serve } from '../../src/serve.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { requestRules } from '../support/requestRules.ts';

test("killing one of two regions leaves the other's jobs on the page, with the reason in sources", async () => {
  const startAt = Date.UTC(2026, 0, 15, 12);
  const east = await startSimulator({ clock: createClock({ speed: 0, startAt }) });
  const west = await startSimulator({ clock: createClock({ speed: 0, startAt }) });
  const gateway = await serve({
    backend: {
      kind: 'AWS',
      accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] }],
      clock: createClock({ speed: 0, startAt }),
      endpoints: ({ region }) => {
        const { url } = region === 'us-east-1' ? east : west;
        return { glacier: url, s3Control: url };
      },
      credentials: () => ({ accessKeyId: '111122223333', secretAccessKey: 'test' }),
    },
    host: '127.0.0.1',
    port: 0,
    timeouts: { attempt: 2000, call: 4000 },
    bulkStartTimeout: 30_000,
    settling: 60_000,
    jobsPerSource: 5000,
    inventoryScanBytes: 2 ** 25,
    limits: { heartbeatSeconds: 12, slowReaderTimeoutSeconds: 15 },
    pace: { minSeconds: 5, maxSeconds: 300 },
    requests: requestRules,
    callers: {},
    outputs: { seconds: 900 },
    latestLoop: Number.POSITIVE_INFINITY,
    log: pino({ level: 'silent' }),
  });
  try {
    const query = '{ jobs(first: 100) { nodes { region } sources { region service status message } } }';
    const ask = async () => {
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
    const { data, errors } = await ask();
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
