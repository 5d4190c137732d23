import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createTagSets } from '../../src/storage/tagSets.ts';

const job = { accountId: '111122223333', region: 'us-east-1', jobId: 'a' };
const tags = [{ key: 'team', value: 'film' }];

describe('the cache of tags', () => {
  test('returns tags that are young enough for their reader, as of the start of their reading', () => {
    const clock = createClock({ speed: 0, startAt: 1000 });
    const sets = createTagSets(clock);
    const keep = sets.startReading(job);
    clock.advance(500);
    keep(tags);
    expect(sets.get(job, 1000)).toBe(tags);
    expect(sets.get(job, 1001)).toBeUndefined();
    expect(sets.get(job, Number.POSITIVE_INFINITY)).toBeUndefined();
    expect(sets.get({ ...job, region: 'us-west-2' }, 0)).toBeUndefined();
  });

  test('forgets the tags of a job that was changed, and tags whose reading began before the change', () => {
    const sets = createTagSets(createClock({ speed: 0, startAt: 1000 }));
    const keep = sets.startReading(job);
    sets.startReading(job)(tags);
    sets.forget(job);
    expect(sets.get(job, 0)).toBeUndefined();
    keep(tags);
    expect(sets.get(job, 0)).toBeUndefined();
    sets.startReading(job)(tags);
    expect(sets.get(job, 0)).toBe(tags);
  });
});
