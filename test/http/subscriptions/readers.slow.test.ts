// Readers that do not keep up, among others that do. They do not affect the others, and only the newest event of each job is
// kept for them.
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { createClock } from '../../../src/core/clock.ts';
import { runSeconds } from '../../support/runSeconds.ts';
import { startGateway, type TestGateway } from '../../support/startGateway.ts';
import { batchWorld, callsOf, tick } from '../../watch/world.ts';
import { crowd } from './crowd.ts';

const jobs = 10;
/** With events of so many kilobytes, more than the kernel keeps for a connection. */
const ticks = 50;
/** Events must be large, for a reader that stops to be noticed soon. */
const MAX_ALIASES = 1000;
const aliases = Array.from({ length: 250 }, (_, index) => `a${index}: id`).join(' ');
/** A subscription of its own for each name. */
const updates = (name: string) => ({
  query: `subscription ${name}($ids: [ID!]!) { jobUpdates(ids: $ids) { job {
    id ${aliases} phase ... on BatchJob { progressSummary { numberOfTasksSucceeded } }
  } } }`,
});

const patiently = { interval: 5 };

interface Update {
  id: string;
  done: number;
}
const updateIn = (data: string): Update => {
  const { id, progressSummary } = JSON.parse(data).data.jobUpdates.job;
  return { id, done: progressSummary.numberOfTasksSucceeded };
};

/** The progress of each job as received, in order. */
function storiesOf(all: readonly Update[]): Map<string, number[]> {
  const stories = new Map<string, number[]>();
  for (const { id, done } of all) stories.set(id, [...(stories.get(id) ?? []), done]);
  return stories;
}

async function going(gateway: TestGateway): Promise<string[]> {
  const batch = batchWorld(gateway.simulator);
  const ids = Array.from({ length: jobs }, () => batch.run(1_000_000).id);
  await callsOf(gateway);
  return ids;
}

interface Slow {
  pause(): void;
  resume(): void;
  received(): Update[];
}

async function overEvents(gateway: TestGateway, ids: string[]): Promise<Slow & Disposable> {
  const all = await crowd(gateway.url, [{ ...updates('Slow'), variables: { ids } }]);
  const [member] = all.members;
  if (!member) throw new Error('nobody came');
  return { ...member, received: () => member.events().map(updateIn), [Symbol.dispose]: all[Symbol.dispose] };
}

async function overWebSocket(gateway: TestGateway, ids: string[]): Promise<Slow & Disposable> {
  const socket = new WebSocket(gateway.url.replace('http', 'ws'), 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  const received: string[] = [];
  socket.on('error', () => undefined);
  socket.on('message', (data) => {
    const { type, payload } = JSON.parse(String(data));
    if (type === 'next') received.push(JSON.stringify(payload));
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { ...updates('Slow'), variables: { ids } } }));
  return {
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    received: () => received.map(updateIn),
    [Symbol.dispose]: () => socket.terminate(),
  };
}

describe.each([
  ['server-sent events', overEvents],
  ['a WebSocket', overWebSocket],
])('a reader of %s that stops reading', (_, open) => {
  test('is closed when it has read nothing for too long; the others get everything at once', {
    timeout: 240_000,
  }, async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({
      seed: 'empty',
      MAX_ALIASES,
      SLOW_READER_TIMEOUT_SECONDS: 15,
      realClock,
    });
    const ids = await going(gateway);
    using others = await crowd(
      gateway.url,
      Array.from({ length: 3 }, () => ({ ...updates('Others'), variables: { ids } })),
    );
    using slow = await open(gateway, ids);
    await expect.poll(() => slow.received().length, patiently).toBe(jobs);
    await expect.poll(others.count, patiently).toBe(3 * jobs);
    expect(gateway.activity().broadcasts).toBe(2);
    slow.pause();
    for (let at = 1; at <= ticks; at += 1) {
      gateway.clock.advance(tick);
      await expect.poll(others.count, patiently).toBe(3 * jobs * (at + 1));
    }
    expect(gateway.activity().broadcasts).toBe(2);
    await runSeconds(realClock, 16);
    await expect.poll(() => gateway.activity(), patiently).toEqual({ watches: 1, broadcasts: 1 });
    gateway.clock.advance(tick);
    await expect.poll(others.count, patiently).toBe(3 * jobs * (ticks + 2));
  });

  test('and continues in time gets the newest event of each job, and nothing older', { timeout: 240_000 }, async () => {
    await using gateway = await startGateway({ seed: 'empty', MAX_ALIASES, realClock: createClock({ speed: 0 }) });
    const ids = await going(gateway);
    using others = await crowd(gateway.url, [{ ...updates('Others'), variables: { ids } }]);
    using slow = await open(gateway, ids);
    await expect.poll(() => slow.received().length, patiently).toBe(jobs);
    await expect.poll(others.count, patiently).toBe(jobs);
    slow.pause();
    for (let at = 1; at <= ticks; at += 1) {
      gateway.clock.advance(tick);
      await expect.poll(others.count, patiently).toBe(jobs * (at + 1));
    }
    const everything = storiesOf(others.members.flatMap((member) => member.events().map(updateIn)));
    slow.resume();
    const newest = () => [...storiesOf(slow.received())].map(([id, story]) => [id, story.at(-1)]).toSorted();
    await expect.poll(newest, patiently).toEqual([...everything].map(([id, story]) => [id, story.at(-1)]).toSorted());
    const stories = [...storiesOf(slow.received()).values()];
    for (const story of stories) expect(story).toEqual(story.toSorted((a, b) => a - b));
    // It has missed the events in between: they are not kept for it.
    expect(slow.received().length).toBeLessThan(jobs * (ticks + 1));
    gateway.clock.advance(tick);
    const count = slow.received().length;
    await expect.poll(() => slow.received().length, patiently).toBe(count + jobs);
  });
});
