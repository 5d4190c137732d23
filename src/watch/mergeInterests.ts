// Union of interests.
import type { Interest } from './watchStore.ts';

export function mergeInterests(interests: readonly Interest[]): Interest {
  return {
    all: interests.some(({ all }) => all),
    jobIds: [...new Set(interests.flatMap(({ jobIds }) => jobIds))].sort(),
    detailed: interests.some(({ detailed }) => detailed === 'all')
      ? 'all'
      : [...new Set(interests.flatMap(({ detailed }) => detailed))].sort(),
  };
}
