// Retrievals that are kept staged: refused terms, and starts that fail.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { settle, vaultWorld } from '../watch/world.ts';

const hour = 3_600_000;

/** Starts a retrieval of one minute to five, with these terms. */
async function keep(gateway: TestGateway, start: string, terms: string): Promise<Data> {
  const text = start.replace('archiveId:', `tier: EXPEDITED, keepStaged: { ${terms} }, archiveId:`);
  return (await gateway.data(text.replace('{ message }', '{ code message }'))).initiateArchiveRetrieval;
}

async function kept(gateway: TestGateway, id: string): Promise<Data> {
  const { node } = await gateway.data(
    `query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { phase keepStaged {
      state restages failure { code attempts } restagedAs { id phase }
    } } } }`,
    { id },
  );
  return node.keepStaged;
}

/** What the metrics say of kept retrievals. */
async function figures(gateway: TestGateway): Promise<Record<string, number>> {
  const text = await (await fetch(gateway.adminUrl ?? '')).text();
  const shown = text.matchAll(/^glacier_graphql_kept_retrievals(?:_ended_total)?\{\w+="(\w+)"\} ([1-9]\d*)$/gm);
  return Object.fromEntries([...shown].map(([, label, count]) => [label, Number(count)]));
}

/** Lets time pass in steps, so that a job ends in one and is due in another. */
async function pass(gateway: TestGateway, ...steps: number[]): Promise<void> {
  for (const milliseconds of steps) {
    await settle(gateway);
    gateway.clock.advance(milliseconds);
  }
  await settle(gateway);
}

test('terms that are refused start nothing', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { start } = vaultWorld(gateway.simulator);
  const dateIn = (days: number) => new Date(gateway.clock.now() + days * 24 * hour).toISOString();
  for (const terms of ['', 'untilDownloaded: false', `until: "${dateIn(-1)}"`, `until: "${dateIn(31)}"`]) {
    expect((await keep(gateway, start, terms)).message).toMatch(/^input\.keepStaged/);
  }
  expect(gateway.calls()).toEqual({});
});

test('a start that AWS refuses for now is tried again, counts once, and is in the log and the field', async () => {
  const lines: Data[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  await using gateway = await startGateway({ seed: 'empty', log, ADMIN_PORT: 0 });
  const { start, vaultName } = vaultWorld(gateway.simulator);
  const until = new Date(gateway.clock.now() + 40 * hour).toISOString();
  const { job } = await keep(gateway, start, `until: "${until}"`);
  const refused = { kind: 'error', code: 'InsufficientCapacityException', status: 503 } as const;
  gateway.simulator.faults.set([{ operation: 'glacier.InitiateJob', ...refused }]);
  await pass(gateway, hour, 19 * hour);
  await expect
    .poll(() => kept(gateway, job.id))
    .toMatchObject({
      state: 'ACTIVE',
      restages: 0,
      failure: { code: 'INSUFFICIENT_CAPACITY', attempts: 1 },
    });
  expect(await figures(gateway)).toEqual({ failing: 1 });
  gateway.simulator.faults.set([]);
  gateway.calls();
  await pass(gateway, 60_000);
  await expect.poll(() => kept(gateway, job.id)).toMatchObject({ restages: 1, failure: null });
  expect(await figures(gateway)).toEqual({ active: 1 });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(1);
  const audited = lines.filter(({ audit, operation }) => audit && operation === 'keepStaged');
  expect(audited.map(({ result, caller, what }) => [result, caller, what.vaultName])).toEqual([
    ['INSUFFICIENT_CAPACITY', 'anonymous', vaultName],
    ['OK', 'anonymous', vaultName],
  ]);

  // The output is guaranteed until the date: nothing is started any more.
  await pass(gateway, hour, 10 * hour, 12 * hour);
  await expect.poll(() => kept(gateway, job.id)).toMatchObject({ state: 'DATE_PASSED', restages: 1 });
  expect(await figures(gateway)).toEqual({ DATE_PASSED: 1 });
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();
});

test('a start that cannot succeed ends it', async () => {
  await using gateway = await startGateway({ seed: 'empty', ADMIN_PORT: 0 });
  const { start } = vaultWorld(gateway.simulator);
  const { job } = await keep(gateway, start, 'untilDownloaded: true');
  const refused = { kind: 'error', code: 'PolicyEnforcedException', status: 400 } as const;
  gateway.simulator.faults.set([{ operation: 'glacier.InitiateJob', ...refused }]);
  await pass(gateway, hour, 19 * hour);
  const failure = { code: 'POLICY_ENFORCED', attempts: 1 };
  await expect.poll(() => kept(gateway, job.id)).toMatchObject({ state: 'FAILED', failure });
  expect(await figures(gateway)).toEqual({ FAILED: 1 });
});

test('a caller and the gateway that start it again at the same moment start one job', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { faults } = gateway.simulator;
  const { start } = vaultWorld(gateway.simulator);
  const { job } = await keep(gateway, start, 'untilDownloaded: true');
  const slow = { operation: 'glacier.InitiateJob', kind: 'delay', delayMilliseconds: 60_000 } as const;
  const restage = (of: string, key: string): Promise<Data> =>
    gateway
      .data(
        `mutation ($id: ID!, $key: String!) { result: restageArchiveRetrieval(input: { job: { id: $id }, tier: BULK, idempotencyKey: $key }) {
          ... on RestageArchiveRetrievalPayload { job { id } } ... on MutationError { code message }
        } }`,
        { id: of, key },
      )
      .then(({ result }) => result);

  await pass(gateway, hour);
  gateway.calls();
  faults.set([slow]);
  gateway.clock.advance(19 * hour);
  await expect.poll(() => faults.waiting).toBe(1);
  const refused = await restage(job.id, 'late');
  expect(refused).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringMatching(/^input\.job: .* kept staged/),
  });
  faults.clear();
  faults.release();
  await expect.poll(() => kept(gateway, job.id)).toMatchObject({ restages: 1, failure: null });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(1);

  // The next one is due five hours before the end of its guarantee.
  await pass(gateway, hour);
  const second = (await kept(gateway, job.id)).restagedAs;
  const { node } = await gateway.data(
    'query ($id: ID!) { node(id: $id) { ... on ArchiveRetrievalJob { output { guaranteedUntil } } } }',
    second,
  );
  gateway.clock.advance(Date.parse(node.output.guaranteedUntil) - 5 * hour - 60_000 - gateway.clock.now());
  faults.set([slow]);
  const first = restage(second.id, 'early');
  await expect.poll(() => faults.waiting).toBe(1);
  await pass(gateway, 120_000);
  expect((await restage(second.id, 'another')).code).toBe('BAD_USER_INPUT');
  faults.clear();
  faults.release();
  const third = (await first).job;
  expect(await restage(second.id, 'early')).toEqual({ job: third });
  expect((await kept(gateway, second.id)).restagedAs.id).toBe(third.id);
  await pass(gateway, 11 * 60_000);
  expect(await kept(gateway, job.id)).toMatchObject({ state: 'ACTIVE', restages: 2, failure: null });
  expect(gateway.calls()['glacier.InitiateJob']).toBe(1);
});
