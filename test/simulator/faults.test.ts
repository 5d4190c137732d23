import {
  DescribeJobCommand,
  type GlacierClient,
  InitiateJobCommand,
  ListJobsCommand,
  ListVaultsCommand,
} from '@aws-sdk/client-glacier';
import { expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { clientOf, DAY, errorOf, failure, START, start } from './support.ts';

async function withFaults(...faults: Fault[]) {
  const harness = await start();
  const { world } = harness.simulator;
  const vault = world.addVault(harness.location, 'v');
  world.addArchive(vault, { content: zeroContent(1), createdAt: START - 2 * DAY });
  harness.simulator.faults.set(faults);
  const jobParameters = { Type: 'inventory-retrieval' };
  const initiate = (client: GlacierClient = harness.client) =>
    client.send(new InitiateJobCommand({ accountId: '-', vaultName: 'v', jobParameters }));
  const list = () => harness.client.send(new ListVaultsCommand({ accountId: '-' }));
  return { ...harness, initiate, list, jobs: () => vault.jobs.size };
}

const operation = 'glacier.InitiateJob';

test.each<[string, Fault, string, number]>([
  ['throttle', { operation, kind: 'throttle' }, 'ThrottlingException 400: Rate exceeded', 0],
  [
    'throttle with another status',
    { operation, kind: 'throttle', status: 429 },
    'ThrottlingException 429: Rate exceeded',
    0,
  ],
  ['server error', { operation, kind: '5xx' }, 'ServiceUnavailableException 500: The service is unavailable.', 0],
  [
    'server error after the work',
    { operation, kind: '5xx', when: 'after', status: 503 },
    'ServiceUnavailableException 503: The service is unavailable.',
    1,
  ],
  [
    'error of any name',
    { operation, kind: 'error', code: 'RequestTimeoutException', message: 'slow' },
    'RequestTimeoutException 408: slow',
    0,
  ],
  [
    'error that no table has',
    { operation, kind: 'error', code: 'NewException', status: 418 },
    'NewException 418: The service is unavailable.',
    0,
  ],
])('%s: the caller sees it, and the job exists only after the work', async (_, fault, expected, jobs) => {
  const harness = await withFaults(fault);
  expect(await failure(harness.initiate())).toBe(expected);
  expect(harness.jobs()).toBe(jobs);
  expect(harness.simulator.calls.count(operation)).toBe(1);
});

test.each(['before', 'after'] as const)('reset %s the work: the connection dies', async (when) => {
  const harness = await withFaults({ operation, kind: 'reset', when });
  expect(await errorOf(harness.initiate())).toMatchObject({ code: 'ECONNRESET' });
  expect(harness.jobs()).toBe(when === 'after' ? 1 : 0);
});

test('lets the SDK make two jobs of one call when the answer is lost', async () => {
  const harness = await withFaults({ operation, kind: 'reset', when: 'after', call: 1 });
  const client = clientOf(harness.simulator.url, { maxAttempts: 3 });
  onTestFinished(() => client.destroy());
  await harness.initiate(client);
  expect(harness.jobs()).toBe(2);
  const [first, second] = harness.simulator.calls.list;
  expect(first?.invocationId).toBe(second?.invocationId);
});

test('truncated: the body breaks off before its promised length', async () => {
  const harness = await withFaults({ operation: '*', kind: 'truncated', when: 'after' });
  expect(await errorOf(harness.list())).toMatchObject({ code: 'ECONNRESET', $metadata: { httpStatusCode: 200 } });
  await errorOf(harness.initiate());
  expect(harness.jobs()).toBe(1);
});

test('garbage: a page instead of an answer', async () => {
  const harness = await withFaults({ operation: '*', kind: 'garbage', when: 'after' });
  expect((await errorOf(harness.list())).name).toBe('SyntaxError');
  const response = await fetch(`${harness.simulator.url}/-/vaults`, {
    headers: { 'x-amz-glacier-version': '2012-06-01' },
  });
  expect(response.headers.get('content-type')).toBe('text/html');
});

test('delay: the answer is late; other faults of the call still happen', async () => {
  const harness = await withFaults(
    { operation: 'glacier.ListVaults', kind: 'delay', delayMilliseconds: 60_000, call: 1 },
    { operation: 'glacier.ListVaults', kind: 'delay', delayMilliseconds: 1, call: 2 },
    { operation: 'glacier.ListVaults', kind: 'throttle', call: 2 },
  );
  const answered: string[] = [];
  const first = harness.list().then(() => answered.push('first'));
  await expect.poll(() => harness.simulator.calls.count('glacier.ListVaults'), { interval: 5 }).toBe(1);
  expect((await errorOf(harness.list())).name).toBe('ThrottlingException');
  answered.push('second');
  harness.simulator.faults.release();
  await first;
  expect(answered).toEqual(['second', 'first']);
});

test('does the work of a call whose caller gave up waiting', async () => {
  const harness = await withFaults({ operation, kind: 'delay', delayMilliseconds: 60_000 });
  const jobParameters = { Type: 'inventory-retrieval' };
  const command = new InitiateJobCommand({ accountId: '-', vaultName: 'v', jobParameters });
  const caller = new AbortController();
  const error = errorOf(harness.client.send(command, { abortSignal: caller.signal }));
  await expect.poll(() => harness.simulator.calls.count(operation), { interval: 5 }).toBe(1);
  caller.abort();
  expect((await error).name).toBe('AbortError');
  expect(harness.jobs()).toBe(0);
  harness.simulator.faults.release();
  await expect.poll(harness.jobs, { interval: 5 }).toBe(1);
});

test('strikes the calls it names, counted for each fault from when it was set', async () => {
  const harness = await withFaults();
  await harness.list();
  harness.simulator.faults.set([
    { operation: 'glacier.ListVaults', kind: 'throttle', call: { from: 2, to: 3 } },
    { operation: 'glacier.ListVaults', kind: '5xx', call: 5 },
  ]);
  const outcomes: string[] = [];
  for (let call = 1; call <= 6; call += 1) {
    outcomes.push(
      await harness.list().then(
        () => 'fine',
        (error: Error) => error.name,
      ),
    );
  }
  expect(outcomes).toEqual([
    'fine',
    'ThrottlingException',
    'ThrottlingException',
    'fine',
    'ServiceUnavailableException',
    'fine',
  ]);
});

test('strikes a share of the calls, the same ones in every run', async () => {
  const outcomes = async () => {
    const harness = await withFaults({ operation: 'glacier.ListVaults', kind: 'throttle', share: 0.3, seed: 'a' });
    const struck: boolean[] = [];
    for (let call = 0; call < 40; call += 1) struck.push((await harness.list().catch(() => null)) === null);
    return struck;
  };
  const struck = await outcomes();
  expect(struck.filter(Boolean).length).toBeGreaterThan(5);
  expect(struck.filter(Boolean).length).toBeLessThan(20);
  expect(await outcomes()).toEqual(struck);
});

test('lag: a new job is not listed for a while, and is there all the same', async () => {
  const harness = await withFaults({ operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 300 });
  const { jobId } = await harness.initiate();
  const list = async () =>
    (await harness.client.send(new ListJobsCommand({ accountId: '-', vaultName: 'v' }))).JobList?.length;
  expect(await list()).toBe(0);
  expect(await harness.client.send(new DescribeJobCommand({ accountId: '-', vaultName: 'v', jobId }))).toMatchObject({
    JobId: jobId,
  });
  harness.clock.advance(300);
  expect(await list()).toBe(1);
});

test('closes at once with delays pending', async () => {
  const harness = await withFaults({ operation: '*', kind: 'delay', delayMilliseconds: 60_000 });
  const pending = errorOf(harness.list());
  await expect.poll(() => harness.simulator.calls.total, { interval: 5 }).toBe(1);
  await harness.simulator.close();
  expect(await pending).toBeInstanceOf(Error);
});
