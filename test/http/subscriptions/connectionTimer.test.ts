// Heartbeats after a pause of the process: the time of the pause is not held against clients.
import { describe, expect, test } from 'vitest';
import { createClock } from '../../../src/core/clock.ts';
import { ConnectionTimer } from '../../../src/http/subscriptions/connectionTimer.ts';
import { runSeconds } from '../../support/runSeconds.ts';

const stopped = () => createClock({ speed: 0, startAt: 0 });

describe('the timer of connections', () => {
  function start(heartbeatSeconds: number) {
    const clock = stopped();
    const heartbeats: number[] = [];
    const timer = new ConnectionTimer(
      heartbeatSeconds,
      (isDue) => isDue && heartbeats.push(clock.now() / 1_000),
      clock,
    );
    timer.start();
    return { clock, heartbeats, timer };
  }

  test('sends heartbeats at their interval', async () => {
    const { clock, heartbeats } = start(15);
    await runSeconds(clock, 45);
    expect(heartbeats).toEqual([15, 30, 45]);
  });

  test.each([12, 15, 3_600])('counts a pause of %i seconds as two', async (seconds) => {
    const { clock, heartbeats, timer } = start(15);
    await runSeconds(clock, 10);
    clock.advance(seconds * 1_000);
    expect(heartbeats).toEqual([]);
    expect(timer.now()).toBe(12_000);
    await runSeconds(clock, 3);
    expect(heartbeats).toEqual([seconds + 13]);
    // A client that answers has the whole interval.
    await runSeconds(clock, 14);
    expect(heartbeats).toHaveLength(1);
    await runSeconds(clock, 1);
    expect(heartbeats).toHaveLength(2);
  });

  test('runs on while each of its checks is a second late', () => {
    const { clock, timer } = start(15);
    for (let check = 0; check < 10; check += 1) clock.advance(2_000);
    expect(timer.now()).toBe(20_000);
  });

  test('counts no time between the last connection and the next', async () => {
    const { clock, heartbeats, timer } = start(15);
    await runSeconds(clock, 14);
    timer.stop();
    await runSeconds(clock, 3_600);
    timer.start();
    await runSeconds(clock, 14);
    expect(heartbeats).toEqual([]);
    await runSeconds(clock, 1);
    expect(heartbeats).toHaveLength(1);
  });
});
