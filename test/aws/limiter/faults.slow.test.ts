// A failing AWS, over HTTP: which queries get which result, and how many calls AWS receives.

import { expect, onTestFinished, test, vi } from 'vitest';
import { startSimulator } from '../../../src/simulator/startSimulator.ts';
import { jobUpdates } from '../../fleet/jobEvents.ts';
import { vaultRefText } from '../../support/references.ts';
import { type Answer, startGateway, type TestGateway } from '../../support/startGateway.ts';
import { subscribe } from '../../support/subscribe.ts';
import { vaultWorld } from '../../watch/world.ts';

const DescribeVault = 'glacier.DescribeVault';
const query = 'query ($name: String!, $region: String) { vault(name: $name, region: $region) { name } }';

/** Queries of one AWS call each, no two equal; none of these vaults exists. */
const askMany = (gateway: TestGateway, count: number, region = 'us-east-1', signal?: AbortSignal): Promise<Answer>[] =>
  Array.from({ length: count }, (_, at) => gateway.query(query, { name: `vault-${at}`, region }, signal));

const codesOf = (answers: readonly Answer[]) =>
  answers.map(({ errors }) => String(errors?.[0]?.extensions.code ?? 'none'));

const isSent = ({ extensions }: Answer): boolean => extensions?.aws.calls !== 0;

/** Queries that hang until they are disposed of, and how many of them were answered nevertheless. */
function hang(gateway: TestGateway, count: number, region: string) {
  const leaving = new AbortController();
  const hung = { answered: 0 };
  const all = askMany(gateway, count, region, leaving.signal).map((answer) =>
    answer.then(
      () => {
        hung.answered += 1;
      },
      () => undefined,
    ),
  );
  return {
    hung,
    [Symbol.asyncDispose]: async () => {
      leaving.abort();
      await Promise.all(all);
    },
  };
}

test('all queries of one region are answered while another region hangs', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([{ operation: '*', region: 'us-west-2', kind: 'delay', delayMilliseconds: 60_000 }]);
  await using hanging = hang(gateway, 100, 'us-west-2');
  await expect.poll(() => gateway.simulator.calls.count(DescribeVault)).toBe(50);
  const answers = await Promise.all(askMany(gateway, 100));
  expect(codesOf(answers)).toEqual(Array(100).fill('none'));
  expect(hanging.hung.answered).toBe(0);
});

test('other operations and the other service are answered while one operation hangs', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([{ operation: DescribeVault, kind: 'delay', delayMilliseconds: 60_000 }]);
  await using hanging = hang(gateway, 100, 'us-east-1');
  await expect.poll(() => gateway.simulator.calls.count(DescribeVault)).toBe(50);
  const { errors } = await gateway.query(
    '{ vaults(first: 1) { nodes { name } } batchJobs(first: 1) { nodes { jobId } } }',
  );
  expect([errors, hanging.hung.answered]).toEqual([undefined, 0]);
});

test('calls of a hanging service end at their timeout, then its breaker admits one call per second', async () => {
  await using gateway = await startGateway({ AWS_ATTEMPT_TIMEOUT_MS: 300, AWS_TIMEOUT_MS: 700 });
  // The first call is slow.
  await askMany(gateway, 1)[0];
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  gateway.simulator.faults.set([{ operation: DescribeVault, kind: 'delay', delayMilliseconds: 20_000 }]);
  const first = await Promise.all(askMany(gateway, 30));
  // Every call that is sent ends at its timeout. Ten of these open the breaker: a busy machine sends the last ones later,
  // and only those may be refused.
  const [sent, unsent] = [first.filter(isSent), first.filter((answer) => !isSent(answer))];
  expect(new Set(codesOf(sent))).toEqual(new Set(['DEADLINE_EXCEEDED']));
  // A call has several attempts.
  const attempts = sent.reduce((sum, { extensions }) => sum + (extensions?.aws.calls ?? 0), 0);
  expect(attempts).toBeGreaterThanOrEqual(10);
  expect(codesOf(unsent)).toEqual(Array(30 - sent.length).fill('SERVICE_UNAVAILABLE'));
  gateway.calls();
  for (const [milliseconds, probes] of [
    [999, 0],
    [1, 1],
    [999, 0],
    [1, 1],
  ] as const) {
    vi.advanceTimersByTime(milliseconds);
    const then = await Promise.all(askMany(gateway, 60));
    const refused = then.filter(({ errors }) => errors?.[0]?.extensions['retryAfterSeconds'] !== undefined);
    expect(refused).toHaveLength(60 - probes);
    expect(refused[0]?.errors?.[0]?.extensions).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 1 });
    expect(refused[0]?.extensions?.aws.calls).toBe(0);
    expect(gateway.calls()[DescribeVault] ?? 0).toBe(probes);
  }
});

test('a service that refuses connections fails fast, and is used again soon after it is back', async () => {
  await using gateway = await startGateway();
  const port = Number(new URL(gateway.simulator.url).port);
  await gateway.simulator.close();
  const answers = [...(await Promise.all(askMany(gateway, 20))), ...(await Promise.all(askMany(gateway, 20)))];
  expect(new Set(codesOf(answers))).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  expect(answers.at(-1)?.errors?.[0]?.extensions).toMatchObject({ retryAfterSeconds: 1 });
  const back = await startSimulator({ clock: gateway.clock, port });
  onTestFinished(() => back.close());
  const works = async () => codesOf(await Promise.all(askMany(gateway, 1)));
  await expect.poll(works, { interval: 50 }).toEqual(['none']);
});

test('throttled queries are THROTTLED, and AWS receives at most 1.3 calls per query', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([{ operation: '*', kind: 'throttle' }]);
  const answers = await Promise.all(askMany(gateway, 100));
  expect(new Set(codesOf(answers))).toEqual(new Set(['THROTTLED']));
  expect(gateway.calls()[DescribeVault]).toBeLessThanOrEqual(130);
});

test('throttled starts are THROTTLED, and AWS receives at most 1.3 calls per start', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([{ operation: 'glacier.InitiateJob', kind: 'throttle' }]);
  const start = `mutation { initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')} }) { ... on MutationError { code } } }`;
  const answers = await Promise.all(Array.from({ length: 60 }, () => gateway.query(start)));
  const codes = answers.map(({ data }) => data.initiateInventoryRetrieval.code);
  expect(new Set(codes)).toEqual(new Set(['THROTTLED']));
  expect(gateway.calls()['glacier.InitiateJob']).toBeLessThanOrEqual(78);
});

test('errors of callers do not open the circuit breaker', async () => {
  await using gateway = await startGateway();
  gateway.simulator.faults.set([
    { operation: DescribeVault, kind: 'error', code: 'InvalidParameterValueException', status: 400 },
  ]);
  await Promise.all(askMany(gateway, 60));
  expect(gateway.calls()).toEqual({ [DescribeVault]: 60 });
});

test('a watch survives an outage, makes few calls meanwhile, and reports the end of the job afterwards', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const [job] = vaultWorld(gateway.simulator).many(1);
  if (!job) throw new Error('no job');
  await using subscriber = await subscribe(gateway.url, jobUpdates, { ids: [job.id] });
  await subscriber.take(1);
  gateway.simulator.faults.set([{ operation: '*', kind: 'reset' }]);
  gateway.calls();
  const minutes = 120;
  for (let at = 0; at < minutes; at += 1) {
    gateway.clock.advance(60_000);
    await gateway.query('{ __typename }');
  }
  expect(gateway.calls()['glacier.DescribeJob'] ?? 0).toBeLessThan(minutes);
  expect(subscriber.events).toHaveLength(1);
  gateway.simulator.faults.clear();
  job.end();
  const over = () => {
    gateway.clock.advance(300_000);
    return subscriber.events.at(-1)?.event;
  };
  await expect.poll(over).toBe('complete');
  expect(subscriber.events.filter(({ event }) => event === 'next').length).toBeGreaterThan(1);
});
