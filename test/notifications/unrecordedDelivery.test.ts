// A gateway that dies after its receiver has accepted a notification, and before it has recorded that. Its connection to Redis is
// cut at that moment, so that all of it is alive but the record.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { attemptTimeout } from '../../src/notifications/sendNotification.ts';
import { createLog } from '../../src/telemetry/createLog.ts';
import { patientRedis } from '../support/patientRedis.ts';
import { startGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { pollOnce, settle, tick, vaultWorld } from '../watch/world.ts';
import { answerWith, idsOf, jobsOf, startNotifying, typesOf } from './notifying.ts';
import { startReceiver } from './startReceiver.ts';

const hour = 3_600_000;
const name = 'shared';

/** Nobody else sends what a gateway has taken for so long. */
const leaseTime = 4 * attemptTimeout;

/** A way to a Redis that can be cut, and mended. */
async function startLink(redisUrl: string) {
  const { hostname: host, port } = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(async () => {
    server.close();
    cut();
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false;
    },
  };
}

/** Nothing is late on a busy machine, and the survivor soon polls the jobs. */
const redisTimes = { ...patientRedis, heartbeat: 250, lease: 1_000 };

describeWithRedis('gateways that share a Redis', (redis) => {
  test('send once more, under the same id and in order, what one of them sent and did not record', async () => {
    const receiver = await startReceiver();
    onTestFinished(() => receiver[Symbol.asyncDispose]());
    await using base = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(base.simulator);
    // Each gateway has a path of its own, so that the receiver knows who sends. Their clocks have the same date.
    const startAt = base.clock.now();
    const open = async (path: string) => {
      const link = await startLink(redis().url);
      const realClock = createClock({ speed: 0, startAt });
      const address = new URL(path, receiver.url).href;
      const lines: string[] = [];
      const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
      const options = { REDIS_URL: link.url, redisTimes, beside: base, realClock, log };
      const { gateway } = await startNotifying(
        receiver,
        [{ name, address, events: ['DONE', 'EXPIRING_SOON'] }],
        options,
      );
      return { path, link, gateway, realClock, lines };
    };
    const [one, other] = [await open('/one'), await open('/other')];
    const { received } = receiver;
    /** What waits in Redis, also what a gateway has taken. */
    const waiting = () => redis().client.hlen(`glacier-graphql:1:outbox:{${name}}:messages`);
    /** Lets the watches poll until so many have arrived, or wait. */
    const pollUntil = (count: number, counted: () => number | Promise<number>) => {
      const poll = () => {
        base.clock.advance(tick);
        return counted();
      };
      return expect.poll(poll, { interval: 50 }).toBe(count);
    };

    const [job, second] = vault.many(2);
    await pollOnce(base);
    let dead = one;
    answerWith(receiver, (response, { path }) => {
      // It dies with the notification at the receiver.
      dead = path === one.path ? one : other;
      dead.link.cut();
      answerWith(receiver, (later) => void later.writeHead(204).end());
      response.writeHead(204).end();
    });
    job?.end();
    await pollUntil(1, () => received.length);
    const survivor = dead === one ? other : one;
    expect(await waiting()).toBe(1);

    // What comes later for this job waits for it, until the lease of the dead one ends.
    base.clock.advance(20 * hour);
    await pollUntil(2, waiting);
    survivor.realClock.advance(leaseTime - 1);
    await settle(survivor.gateway);
    expect(received).toHaveLength(1);
    survivor.realClock.advance(2_000);
    await expect.poll(() => received.length).toBe(3);
    expect(received.map(({ path }) => path)).toEqual([dead.path, survivor.path, survivor.path]);
    expect(typesOf(received)).toEqual(['job.done', 'job.done', 'job.expiring_soon']);
    expect(jobsOf(received)).toEqual([job?.jobId, job?.jobId, job?.jobId]);
    expect(idsOf(received)[1]).toBe(idsOf(received)[0]);
    expect(received[1]?.body).toBe(received[0]?.body);
    await expect.poll(waiting).toBe(0);

    // It was only cut off: what it records late changes nothing, and it goes on.
    dead.link.mend();
    dead.realClock.advance(survivor.realClock.now() - dead.realClock.now());
    const recorded = () => {
      for (const { realClock } of [one, other]) realClock.advance(5_000);
      return dead.lines.join('');
    };
    await expect.poll(recorded, { interval: 50 }).toMatch('what was sent of a route is recorded again');
    second?.end();
    await pollUntil(1, async () => received.length - 3 + (await waiting()));
    // If the other one has not added it, it looks for it now.
    survivor.realClock.advance(2_000);
    await expect.poll(() => received.length).toBe(4);
    await expect.poll(waiting).toBe(0);
    expect(jobsOf(received.slice(3))).toEqual([second?.jobId]);
  });
});
