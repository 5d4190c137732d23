// When buckets existed, and for how long that is remembered.
import { expect, test } from 'vitest';
import { BucketLives } from '../../../src/simulator/world/objects/bucketLives.ts';
import { DAY } from '../support.ts';

test('a name has the bucket that existed at the time', () => {
  const lives = new BucketLives();
  const [one, other] = [{ name: 'b' }, { name: 'b' }];
  lives.begin(one, 10);
  lives.end(one, 20);
  lives.begin(other, 30);
  const at = [5, 10, 19, 20, 29, 30].map((time) => lives.at('b', time));
  expect(at).toEqual([undefined, one, one, undefined, undefined, other]);
  expect(at[5]).toBe(other);
});

test('deleted buckets are remembered for 90 days, and no more than 10,000', () => {
  const lives = new BucketLives();
  const live = (name: string, from: number, to: number) => {
    lives.begin({ name }, from);
    lives.end({ name }, to);
  };
  live('old', 0, 10);
  live('young', 0, 80 * DAY);
  live('now', 90 * DAY, 90 * DAY + 10);
  expect([lives.at('old', 5), lives.at('young', 5)]).toEqual([undefined, { name: 'young' }]);
  for (let index = 0; index < 10_000; index += 1) live(`b${index}`, 90 * DAY, 90 * DAY + 20);
  expect([lives.at('young', 5), lives.at('b0', 90 * DAY)]).toEqual([undefined, { name: 'b0' }]);
  // Such a bucket is never there when a job ends.
  for (let index = 0; index < 10_000; index += 1) live(`c${index}`, 91 * DAY, 91 * DAY);
  expect(lives.at('b0', 90 * DAY)).toEqual({ name: 'b0' });
});
