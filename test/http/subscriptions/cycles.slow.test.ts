// Thousands of short connections leave nothing behind.
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../../support/startGateway.ts';
import { subscribe } from '../../support/subscribe.ts';
import { nothingIsLeft, vaultWorld } from '../../watch/world.ts';

const cycles = 10_000;
const atOnce = 250;

const jobUpdates = 'subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { id phase } } }';

/** Connects, disconnects at once or when the answer begins. */
function comeAndGo({ url }: TestGateway, body: string, waits: boolean): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const lines = [
      'POST /graphql HTTP/1.1',
      `host: ${hostname}`,
      'content-type: application/json',
      'accept: text/event-stream',
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`, () => {
      if (!waits) socket.destroy();
    });
    socket.once('data', () => socket.destroy());
    socket.once('close', () => resolve());
    socket.once('error', reject);
  });
}

const active = () => {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return { timers: counts['Timeout'] ?? 0, sockets: counts['TCPSocketWrap'] ?? 0 };
};

test('ten thousand subscribers that connect and disconnect leave no watch, timer, socket or call', {
  timeout: 120_000,
}, async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const jobs = vaultWorld(gateway.simulator).many(20);
  const body = (index: number) =>
    JSON.stringify({ query: jobUpdates, variables: { ids: [jobs[index % jobs.length]?.id] } });
  // The AWS clients keep their connections to the simulator.
  await Promise.all(Array.from({ length: 50 }, (_, index) => comeAndGo(gateway, body(index), true)));
  await nothingIsLeft(gateway);
  const before = active();
  const wave = async (count: number) => {
    for (let at = 0; at < count; at += atOnce) {
      await Promise.all(
        Array.from({ length: Math.min(atOnce, count - at) }, (_, index) =>
          comeAndGo(gateway, body(at + index), index % 10 !== 0),
        ),
      );
    }
  };
  await wave(cycles);
  await nothingIsLeft(gateway);
  await expect.poll(() => active().sockets).toBeLessThanOrEqual(before.sockets + 2);
  // With those of the poll itself.
  await expect.poll(() => active().timers).toBeLessThanOrEqual(before.timers + 4);

  await wave(500);
  await using subscriber = await subscribe(gateway.url, jobUpdates, { ids: [jobs[0]?.id] });
  expect((await subscriber.take(1))[0].data.jobUpdates.job.phase).toBe('RUNNING');
  jobs[0]?.end();
  gateway.clock.advance(24 * 3_600_000);
  expect((await subscriber.rest()).at(-1)?.event).toBe('complete');
  await nothingIsLeft(gateway);
});
