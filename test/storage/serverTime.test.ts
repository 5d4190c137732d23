import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createServerTime } from '../../src/storage/redis/serverTime.ts';
import { equal } from '../support/equal.ts';

describe('the time of the server', () => {
  test('is never behind the server, and at most the fastest answer ahead of it', () => {
    const answer = fc.record({ pause: fc.nat(5_000), sent: fc.nat(300), back: fc.nat(300) });
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e12 }), fc.array(answer, { minLength: 1 }), (offset, answers) => {
        let now = 1000;
        const time = createServerTime({ now: () => now });
        const serverNow = () => now + offset + 0.5;
        let fastest = Number.POSITIVE_INFINITY;
        for (const [index, { pause, sent, back }] of answers.entries()) {
          now += pause;
          const sentAt = now;
          now += sent;
          const told = Math.floor(serverNow());
          now += back;
          equal(time.observe(told, sentAt), index > 0);
          fastest = Math.min(fastest, sent);
          now += 7;
          expect(time.now()).toBeGreaterThanOrEqual(serverNow());
          expect(time.now()).toBeLessThanOrEqual(serverNow() + fastest + 2);
        }
      }),
    );
  });

  test('reports that it has jumped, and not that clocks drift', () => {
    let now = 0;
    let server = 1_000_000;
    const time = createServerTime({ now: () => now });
    let jumps = 0;
    time.onJump(() => (jumps += 1));
    time.observe(server, now);
    expect(jumps).toBe(1);
    for (let minute = 0; minute < 60; minute += 1) {
      now += 60_000;
      server += 60_010;
      expect(time.observe(server, now)).toBe(true);
      expect(time.now() - server).toBeLessThanOrEqual(2);
    }
    expect(jumps).toBe(1);
    server -= 500;
    expect(time.observe(server, now)).toBe(false);
    expect([jumps, time.now() - server]).toEqual([2, 1]);
  });
});
