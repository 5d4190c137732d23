// Two processes that send the notifications of one route. The one that sends is killed before its receiver has answered, so that
// nobody knows whether the notification has arrived. The other one goes on when the lease ends, a minute of real time later.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idsOf, jobsOf, typesOf } from '../notifications/notifying.ts';
import { secret } from '../notifications/routes.ts';
import { type Receiver, startReceiver } from '../notifications/startReceiver.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { vaultWorld } from '../watch/world.ts';
import { openStage, type Stage } from './openStage.ts';
import { startShared } from './startShared.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const route = {
  name: 'operators',
  format: 'standard-webhooks',
  secrets: [secret],
  events: ['DONE', 'EXPIRING_SOON'],
};

/** In real time. */
const patience = { timeout: 180_000, interval: 500 };

let stage: Stage;
let receiver: Receiver;
beforeAll(async () => {
  [stage, receiver] = await Promise.all([openStage({ seed: 'empty' }), startReceiver()]);
});
afterAll(async () => {
  await Promise.all([stage?.[Symbol.asyncDispose](), receiver?.[Symbol.asyncDispose]()]);
});

describeWithRedis('two processes on one Redis', (redis) => {
  test('send again what was sent when one of them was killed, and then the rest in order, once each', {
    timeout: 300_000,
  }, async () => {
    const { world, calls } = stage.simulator;
    const [job, other] = vaultWorld(stage.simulator).many(2);
    const shared = { stage, redisUrl: redis().url, receiver, route };
    await using first = await startShared(shared, 'first');
    await using second = await startShared(shared, 'second');
    const { received } = receiver;
    /** AWS's time passes. The processes follow it every two seconds. */
    const passUntil = (isOver: () => boolean) =>
      expect
        .poll(() => {
          if (!isOver()) world.clock.advance(MINUTE);
          return isOver();
        }, patience)
        .toBe(true);
    // They have seen the jobs in progress.
    await passUntil(() => calls.count('glacier.ListJobs') > 0);

    receiver.answer = (_, { path }) => {
      receiver.answer = (response) => void response.writeHead(204).end();
      (path === first.path ? first : second).program.kill('SIGKILL');
    };
    job?.end();
    const endedAt = world.clock.now();
    await passUntil(() => received.length > 0);
    const [sender, survivor] = received[0]?.path === first.path ? [first, second] : [second, first];
    expect((await sender.program.ended).signal).toBe('SIGKILL');
    // The output expires while nobody may send, and another job ends, which need not wait.
    other?.end();
    await passUntil(() => jobsOf(received).includes(other?.jobId ?? ''));
    world.clock.advance(endedAt + 20 * HOUR - world.clock.now());
    const ofJob = () => received.filter((each) => jobsOf([each])[0] === job?.jobId);
    await expect.poll(() => ofJob().length, patience).toBe(3);
    await expect.poll(() => redis().client.keys('*:outbox:{operators}:messages'), patience).toEqual([]);

    expect(typesOf(ofJob())).toEqual(['job.done', 'job.done', 'job.expiring_soon']);
    expect(idsOf(ofJob())[1]).toBe(idsOf(ofJob())[0]);
    expect(ofJob()[1]?.body).toBe(ofJob()[0]?.body);
    expect(received.slice(1).map(({ path }) => path)).toEqual(received.slice(1).map(() => survivor.path));
    const ofOther = received.filter((each) => jobsOf([each])[0] === other?.jobId);
    expect(typesOf(ofOther)[0]).toBe('job.done');
    expect(new Set(idsOf(ofOther)).size).toBe(ofOther.length);
  });
});
