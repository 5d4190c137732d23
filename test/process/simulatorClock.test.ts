// The clock of a gateway with a simulator in another process. Real time only moves when the test moves it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/configError.ts';
import { createClock } from '../../src/core/clock.ts';
import { followSimulator } from '../../src/process/simulator/followSimulator.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';

const hour = 3600_000;
const start = Date.UTC(2031, 0, 1);

/** Sends the responses that a test sets, and counts the requests. */
async function listen(first: string | number) {
  const served = { answer: first, reads: 0 };
  const server = createServer((_, response) => {
    served.reads += 1;
    if (typeof served.answer === 'number') response.writeHead(served.answer).end('no');
    else response.end(served.answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    served,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const timeOf = (now: number, speed = 60) => JSON.stringify({ now: new Date(now).toISOString(), speed });

describe('the clock of a simulator in another process', () => {
  test('has its time and speed, and advances with it', async () => {
    const base = createClock({ speed: 0 });
    const there = createClock({ speed: 60, startAt: start, base });
    const simulator = await startSimulator({ clock: there });
    const followed = await followSimulator(`${simulator.url}/`, base);
    try {
      expect(followed.url).toBe(simulator.url);
      expect([followed.clock.now(), followed.clock.speed]).toEqual([start, 60]);
      base.advance(1000);
      expect(followed.clock.now()).toBe(there.now());

      let rung = 0;
      followed.clock.after(5 * hour, () => {
        rung = followed.clock.now();
      });
      const moved = await fetch(`${simulator.url}/_simulator/clock`, {
        method: 'POST',
        body: JSON.stringify({ advanceSeconds: 6 * 3600 }),
      });
      expect(moved.status).toBe(200);
      expect(rung).toBe(0);
      base.advance(2000);
      await expect.poll(() => rung).toBe(there.now());
      expect(followed.clock.now()).toBe(there.now());
    } finally {
      await followed.close();
      await simulator.close();
    }
  });

  test('never moves back, and follows again after the simulator was unavailable', async () => {
    const base = createClock({ speed: 0 });
    await using other = await listen(timeOf(start, 0));
    const { clock, close } = await followSimulator(other.url, base);
    let reads = 1;
    for (const answer of [timeOf(start - hour, 0), 503, 'garbage', '{}', timeOf(start + hour, 0)]) {
      expect(clock.now()).toBe(start);
      other.served.answer = answer;
      reads += 1;
      // The next reading is due only once this one has been answered.
      await expect
        .poll(() => {
          base.advance(2000);
          return other.served.reads;
        })
        .toBeGreaterThanOrEqual(reads);
      reads = other.served.reads;
    }
    await expect.poll(() => clock.now()).toBe(start + hour);
    await close();
  });

  test('is not read after close', async () => {
    const base = createClock({ speed: 0 });
    await using other = await listen(timeOf(start));
    const { close } = await followSimulator(other.url, base);
    await close();
    base.advance(hour);
    await fetch(other.url);
    expect(other.served.reads).toBe(2);
  });

  test.each([
    ['says no', 403, /HTTP 403: no/],
    ['speaks something else', '<html>', /JSON/],
    ['has no time', '{"now":"soon","speed":1}', /no time/],
    ['has no speed', '{"now":"2031-01-01T00:00:00.000Z"}', /no time/],
  ] as const)('that %s at the start is a fault of the configuration', async (_, answer, reason) => {
    await using other = await listen(answer);
    const fault = await followSimulator(other.url).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ConfigError);
    expect((fault as ConfigError).message).toMatch(/^SIMULATOR_URL .* npm run simulator/);
    expect((fault as ConfigError).message).toMatch(reason);
  });
});
