// The steps of docs/keep-staged.md as a user pastes them, over days, with a gateway that is closed midway and another one
// that goes on from its STATE_DIR.
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { settle } from '../watch/world.ts';
import { blocks } from './blocks.ts';
import { hasShape } from './shape.ts';

const hour = 3_600_000;
const shownId = 'HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEjobID';

/** The document of a step about this job, and the answer that the page shows of it. */
function step(heading: string, jobId = shownId): { document: string; shown: unknown } {
  const [document, answer] = blocks.filter(
    (block) => block.page === 'docs/keep-staged.md' && block.heading === heading,
  );
  return {
    document: (document?.text ?? '').replaceAll(shownId, jobId),
    shown: answer ? JSON.parse(answer.text) : {},
  };
}

async function run(gateway: TestGateway, heading: string, jobId?: string): Promise<Data> {
  const { document, shown } = step(heading, jobId);
  const data = await gateway.data(document);
  if (!hasShape(shown, data)) expect(data).toEqual(shown);
  return Object.values(data)[0];
}

/** Lets so many hours pass, one by one: a job ends, and its output is due, in different ones. */
async function pass(gateway: TestGateway, hours: number): Promise<void> {
  for (let passed = 0; passed < hours; passed += 1) {
    await settle(gateway);
    gateway.clock.advance(hour);
  }
  await settle(gateway);
}

const jobsOf = async (gateway: TestGateway): Promise<Data[]> => {
  const { vault } = await gateway.data(`{ vault(name: "media-masters") { jobs(first: 50) { nodes {
    ... on ArchiveRetrievalJob { jobId creationDate completionDate output { url } keepStaged { state restages restagedFrom { jobId } } }
  } } } }`);
  return vault.jobs.nodes.filter(({ keepStaged }: Data) => keepStaged);
};

/** A start is on the disk before it is sent, which takes real time. */
const restaged = (gateway: TestGateway, times: number) =>
  expect
    .poll(async () => Math.max(...(await jobsOf(gateway)).map(({ keepStaged }) => keepStaged.restages)), {
      timeout: 30_000,
    })
    .toBe(times);

test('the page keeps a retrieval for days, starts it once when it is due, and ends with the download', {
  timeout: 120_000,
}, async () => {
  await using folder = await temporaryFolder('keep-staged');
  const startClock = createClock({ speed: 0, startAt: 0 });
  const options = { STATE_DIR: folder.path, hasNoPast: false, startClock };
  await using first = await startGateway(options);
  // A new folder has certainly forgotten nothing once AWS lists all earlier jobs.
  startClock.advance(hour);
  const { job } = await run(first, '1. Start a retrieval that is kept');
  await using subscriber = await subscribe(first.url, step('2. Get an event when an output expires soon').document);
  await pass(first, 6);
  const [ended] = await jobsOf(first);
  const due = Date.parse(ended.completionDate) + 19 * hour;
  await pass(first, Math.floor((due - first.clock.now()) / hour));
  expect(await jobsOf(first)).toHaveLength(1);
  first.calls();
  await pass(first, 1);
  await restaged(first, 1);
  const changes = subscriber.events.map(({ data }) => data.data.vaultJobUpdates);
  const soon = changes.filter(({ change, job: its }: Data) => change === 'EXPIRING_SOON' && its.jobId === job.jobId);
  expect(soon).toMatchObject([{ job: { output: { isExpiringSoon: true } } }]);
  expect(first.calls()['glacier.InitiateJob']).toBe(1);
  const { keepStaged } = await run(first, '3. See what the gateway did', job.jobId);
  const second = keepStaged.restagedAs.jobId;
  subscriber.cut();

  // Another process goes on, and starts it again once.
  await first.close();
  await using next = await startGateway({ ...options, beside: first });
  await pass(next, 26);
  await restaged(next, 2);
  expect(next.calls()['glacier.InitiateJob']).toBe(1);
  const jobs = await jobsOf(next);
  const third = jobs.find(({ keepStaged: kept }) => kept.restagedFrom?.jobId === second);
  expect(third.keepStaged).toMatchObject({ state: 'ACTIVE', restages: 2 });

  // Two ranges are the whole output, and one of them is not.
  await pass(next, 6);
  const url = (await jobsOf(next)).find(({ jobId }) => jobId === third.jobId)?.output.url;
  const part = async (range: string) => (await fetch(url, { headers: { range } })).arrayBuffer();
  await part('bytes=0-999');
  const stateOf = async () => (await jobsOf(next)).find(({ jobId }) => jobId === third.jobId)?.keepStaged.state;
  expect(await stateOf()).toBe('ACTIVE');
  await part('bytes=1000-');
  await expect.poll(stateOf).toBe('DOWNLOADED');
  await pass(next, 24);
  expect(next.calls()['glacier.InitiateJob']).toBeUndefined();
});

test('the page restages a job by hand, and ends what it keeps', { timeout: 60_000 }, async () => {
  await using gateway = await startGateway();
  const { job } = await run(gateway, '1. Start a retrieval that is kept');
  const tooEarly = await run(gateway, '4. Restage it yourself', job.jobId);
  expect(tooEarly).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('in progress') });
  await pass(gateway, 6);
  gateway.calls();
  const restaged = await run(gateway, '4. Restage it yourself', job.jobId);
  expect(restaged).toMatchObject({
    job: { tier: 'BULK' },
    previousJob: { jobId: job.jobId },
    estimate: { duration: { maxSeconds: 43_200 }, cost: { currency: 'USD' } },
  });
  expect(await run(gateway, '4. Restage it yourself', job.jobId)).toEqual(restaged);
  expect(gateway.calls()['glacier.InitiateJob']).toBe(1);
  // The new job is kept in place of the old one: nothing is started when the old output expires.
  await pass(gateway, 20);
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();
  const { document } = step('5. Stop', job.jobId);
  const stopped = { stopKeepingStaged: { keepStaged: { state: 'STOPPED', restages: 1 } } };
  expect(await gateway.data(document)).toEqual(stopped);
  expect(await gateway.data(document)).toEqual(stopped);
  await pass(gateway, 30);
  expect(gateway.calls()['glacier.InitiateJob']).toBeUndefined();
});
