// The pages docs/restores.md and docs/keep-staged.md with processes on one Redis, of which those that work are killed midway, over
// days of AWS's time: nothing is started twice, and each event and notification comes once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bucket } from '../../src/simulator/world/objects/bucket.ts';
import { heldBytes } from '../../src/simulator/world/rangedBytes.ts';
import { blocks } from '../docs/blocks.ts';
import { jobsOf, typesOf } from '../notifications/notifying.ts';
import { secret } from '../notifications/routes.ts';
import { type Receiver, startReceiver } from '../notifications/startReceiver.ts';
import type { Data } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { openStage, type Stage } from './openStage.ts';
import { dataOf } from './postQuery.ts';
import { type SharedProgram, startShared } from './startShared.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const InitiateJob = 'glacier.InitiateJob';
const [accountId, region] = ['111122223333', 'us-east-1'];

/** In real time. The processes follow AWS's time every two seconds. */
const patience = { timeout: 240_000, interval: 2_000 };

let stage: Stage;
let receiver: Receiver;
beforeAll(async () => {
  [stage, receiver] = await Promise.all([openStage({ seed: 'demo' }), startReceiver()]);
});
afterAll(async () => {
  await Promise.all([stage?.[Symbol.asyncDispose](), receiver?.[Symbol.asyncDispose]()]);
});

const documentOf = (page: string, heading: string): string =>
  blocks.find((block) => block.page === page && block.heading === heading)?.text ?? '';

/** The only field of the data. */
const send = async (url: string, query: string): Promise<Data> => Object.values(await dataOf(url, query))[0];

const advance = (milliseconds: number) =>
  fetch(new URL('/_simulator/clock', stage.simulator.url), {
    method: 'POST',
    body: JSON.stringify({ advanceSeconds: milliseconds / 1000 }),
  });

const advanceTo = (time: number) => advance(Math.max(0, time - stage.simulator.world.clock.now()));

/** AWS's time passes in such steps. */
const passUntil = (step: number, isOver: () => boolean | Promise<boolean>) =>
  expect
    .poll(async () => {
      if (await isOver()) return true;
      await advance(step);
      return false;
    }, patience)
    .toBe(true);

async function kill({ program }: SharedProgram): Promise<void> {
  program.kill('SIGKILL');
  expect((await program.ended).signal).toBe('SIGKILL');
}

/** A bucket of archived objects, every tenth in Deep Archive, and a manifest that lists them beside those of the page. */
function addReels(count: number): string {
  const { world } = stage.simulator;
  const now = world.clock.now();
  const { account: owner } = world.location(accountId, region);
  const reels = world.objects.addBucket({ name: 'few-reels', owner, region, createdAt: now });
  const manifests = world.objects.bucketAt('manifests', now);
  if (!manifests) throw new Error('the demo world has manifests');
  const put = (bucket: Bucket, key: string, text: string, storageClass = 'STANDARD') => {
    const properties = { storageClass, contentType: 'text/plain' };
    world.objects.put(bucket, { key, content: heldBytes(Buffer.from(text)), properties });
  };
  const keys = Array.from({ length: count }, (_, index) => `reels/${index}.mxf`);
  for (const [index, key] of keys.entries()) put(reels, key, key, index % 10 === 9 ? 'DEEP_ARCHIVE' : 'GLACIER');
  put(manifests, 'restores/few.csv', keys.map((key) => `few-reels,${key}\n`).join(''));
  return 'restores/few.csv';
}

const updatesOf = ({ events }: Subscriber): Data[] =>
  events.flatMap(({ data }) => (data ? [data.data.restoreUpdates] : []));

describeWithRedis('processes on one Redis', (redis) => {
  test('announce readable objects once if those that follow them are killed', { timeout: 600_000 }, async () => {
    const page = 'docs/restores.md';
    const [{ address: _, ...route }] = JSON.parse(documentOf(page, '5. Be notified when the objects are readable'));
    const shared = { stage, redisUrl: redis().url, receiver, route };
    await using first = await startShared(shared, 'first');
    await using second = await startShared(shared, 'second');
    const manifest = addReels(300);
    const { job } = await send(
      first.url,
      documentOf(page, '1. Start the restore').replace('restores/newsreels.csv', manifest),
    );
    const follow = documentOf(page, '2. Follow it until the objects are readable').replace(
      /ids: \["(.+?)"\]/,
      `ids: ["${job.id}"]`,
    );

    // The first one is killed while the job requests restores, the second one after a part of the objects are readable.
    await using early = await subscribe(second.url, follow);
    await expect.poll(() => updatesOf(early).at(0)?.change).toBe('INITIAL');
    await advance(MINUTE / 2);
    await kill(first);
    await using third = await startShared(shared, 'third');
    await passUntil(2 * MINUTE, () => updatesOf(early).some(({ change }) => change === 'ENDED'));
    const { completionDate } = await send(third.url, `{ batchJob(jobId: "${job.jobId}") { completionDate } }`);
    const passTo = (hours: number) => advanceTo(Date.parse(completionDate) + hours * HOUR);
    // What is not in Deep Archive takes 3 to 5 hours.
    await passTo(5.5);
    await passUntil(MINUTE, () => (updatesOf(early).at(-1)?.job.restores.readable ?? 0) >= 270);
    expect(updatesOf(early).at(-1)).toMatchObject({
      job: { phase: 'DONE', restores: { readable: 270, inProgress: 30 } },
    });
    expect(updatesOf(early).filter(({ change }) => change === 'ENDED')).toHaveLength(1);
    expect(receiver.received).toEqual([]);
    await kill(second);

    await using late = await subscribe(third.url, follow);
    // Deep Archive takes up to 12 hours.
    await passTo(12);
    await passUntil(5 * MINUTE, () => receiver.received.length > 0);
    await late.ended;
    const last = updatesOf(late).at(-1);
    expect(last.job).toMatchObject({
      phase: 'DONE',
      outcome: 'SUCCEEDED',
      restores: { readable: 300, inProgress: 0, isSettled: true },
    });
    expect(updatesOf(late).filter(({ job: { restores } }) => restores.isSettled)).toHaveLength(1);
    expect(receiver.received.map(({ path }) => path)).toEqual([third.path]);
    expect(typesOf(receiver.received)).toEqual(['job.readable']);
    expect(jobsOf(receiver.received)).toEqual([job.jobId]);
    const { timestamp, data } = JSON.parse(receiver.received[0]?.body ?? '');
    expect(data.job.restores).toMatchObject({ requested: 300, checked: 300, isWhole: true, readable: 300 });
    const took = (Date.parse(timestamp) - Date.parse(data.job.completionDate)) / HOUR;
    expect(took).toBeGreaterThan(9);
    expect(took).toBeLessThan(24);
    // Restores of other accounts, whose buckets are denied, are followed for three days.
    const left = () => redis().client.keys('*:outbox:{restores}:[mr]e*s');
    await passUntil(6 * HOUR, async () => (await left()).length === 0);
    expect(receiver.received).toHaveLength(1);
  });

  test('start a kept retrieval again once each time it is due if one after the other is killed', {
    timeout: 600_000,
  }, async () => {
    const page = 'docs/keep-staged.md';
    const [shown = ''] = /HkF9[\w-]+/.exec(documentOf(page, '5. Stop')) ?? [];
    const route = { name: 'soon', format: 'standard-webhooks', secrets: [secret], events: ['EXPIRING_SOON'] };
    const shared = { stage, redisUrl: redis().url, receiver, route };
    const { calls, faults, world } = stage.simulator;
    const inVault = () => [...(world.location(accountId, region).vaults.get('media-masters')?.jobs.values() ?? [])];
    const before = new Set(inVault());
    const started = () => inVault().filter((each) => !before.has(each));
    const soonOf = (index: number) => receiver.received.filter((each) => jobsOf([each])[0] === started()[index]?.id);
    const stateAt = async ({ url }: SharedProgram, heading = '3. See what the gateway did') =>
      (await send(url, documentOf(page, heading).replaceAll(shown, started()[0]?.id ?? ''))).keepStaged;
    /** The output of that job expires soon. */
    const passToEndOf = async (index: number, isOver: () => boolean | Promise<boolean>) => {
      const { endsAt = 0 } = started()[index] ?? {};
      await advanceTo(endsAt);
      await advanceTo(endsAt + 19 * HOUR);
      await passUntil(MINUTE, isOver);
    };

    await using first = await startShared(shared, 'keeper');
    await using second = await startShared(shared, 'other');
    await send(first.url, documentOf(page, '1. Start a retrieval that is kept'));
    // So the first one starts it again. AWS accepts that, and it never learns so.
    second.program.kill('SIGSTOP');
    calls.reset();
    faults.set([{ operation: InitiateJob, when: 'after', kind: 'delay', delayMilliseconds: 600_000, call: 1 }]);
    await passToEndOf(0, () => calls.count(InitiateJob) === 1 && soonOf(0).length === 1);
    await kill(first);
    second.program.kill('SIGCONT');
    faults.release();
    faults.clear();
    await passUntil(MINUTE, async () => (await stateAt(second)).restages === 1);
    expect(await stateAt(second)).toMatchObject({
      state: 'ACTIVE',
      restagedAs: { jobId: started()[1]?.id },
      failure: null,
    });

    // The next one goes on with what it has never seen.
    await kill(second);
    await using third = await startShared(shared, 'third');
    await passToEndOf(1, async () => (await stateAt(third)).restages === 2);
    await expect.poll(() => soonOf(1).length, patience).toBe(1);
    expect(await stateAt(third, '5. Stop')).toEqual({ state: 'STOPPED', restages: 2 });
    // Nobody starts what is stopped, though the last output expires, too.
    await passToEndOf(2, () => soonOf(2).length === 1);
    expect(started()).toHaveLength(3);
    expect([calls.count(InitiateJob), soonOf(0).length, soonOf(1).length]).toEqual([2, 1, 1]);
  });
});
