import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createTagSets } from '../../src/storage/tagSets.ts';

const job = { accountId: '111122223333', region: 'us-east-1', jobId: 'a' };
const tags = [{ key: 'team', value: 'film' }];

describe('the cache of tags', () => {
  test('returns tags that are young enough for their reader', () => {
    const clock = createClock({ speed: 0, startAt: 0 });
    const sets = createTagSets(clock);
    sets.put(job, tags, sets.edition);
    expect(sets.get(job, 0)).toBeUndefined();
    clock.advance(999);
    expect(sets.get(job, 1000)).toBe(tags);
    clock.advance(1);
    expect(sets.get(job, 1000)).toBeUndefined();
    expect(sets.get(job, 1001)).toBe(tags);
    expect(sets.get({ ...job, region: 'us-west-2' }, 1001)).toBeUndefined();
  });

  test('forgets the tags of a job that was changed, and tags that were read before the change', () => {
    const sets = createTagSets(createClock({ speed: 0, startAt: 0 }));
    const { edition } = sets;
    sets.put(job, tags, edition);
    sets.forget(job);
    expect(sets.get(job, 1000)).toBeUndefined();
    sets.put(job, tags, edition);
    expect(sets.get(job, 1000)).toBeUndefined();
    sets.put(job, tags, sets.edition);
    expect(sets.get(job, 1000)).toBe(tags);
  });
});
