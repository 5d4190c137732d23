import { describe, test } from 'vitest';
import { checkAgainstDescribes, checkAgainstPages } from './checkLookupTimes.ts';

describe('a lookup of n things', () => {
  test('costs at most n + 1 calls and little more time than n describes, wherever they are', () =>
    checkAgainstDescribes(40));

  test('takes little more time than its list, where the pages have what is wanted', () => checkAgainstPages(30));
});
