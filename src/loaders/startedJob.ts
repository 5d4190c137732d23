// The job of a start, found by the token in its description. AWS publishes no order of its list, so that only the whole
// of it says that a job is not there. What was read in this request serves those to whom a start of others' is news.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobsLimit } from '../aws/glacier/listJobs.ts';
import { type VaultKey, vaultKey } from '../core/location.ts';
import type { StartedJobSearch } from '../starts/glacierStartServices.ts';
import type { SearchScope } from '../starts/start.ts';
import type { GlacierJobLoader } from './glacierJob.ts';

/** A vault's list as far as it was read, page by page, for all who look in it. */
interface Reading {
  jobs: GlacierJobRecord[];
  hasMore: boolean;
  next(): Promise<void>;
}

type Pages = Pick<GlacierJobLoader, 'page' | 'clearPages'>;

export function createStartedJobLoader(jobs: Pages): StartedJobSearch {
  const readings = new Map<string, Reading>();

  const begin = (vault: VaultKey, filter: ListJobsFilter): Reading => {
    jobs.clearPages();
    let marker: string | null = null;
    let underWay: Promise<void> | null = null;
    const read = async () => {
      try {
        const page = await jobs.page(vault, filter, { limit: listJobsLimit, marker });
        reading.jobs.push(...page.items.filter(({ startToken }) => startToken !== null));
        marker = page.marker;
        reading.hasMore = marker !== null;
      } catch (error) {
        // The next one who looks begins anew.
        if (readings.get(vaultKey(vault)) === reading) readings.delete(vaultKey(vault));
        throw error;
      } finally {
        underWay = null;
      }
    };
    const reading: Reading = {
      jobs: [],
      hasMore: true,
      next: () => {
        underWay ??= read();
        return underWay;
      },
    };
    return reading;
  };

  const beginAll = (vault: VaultKey): Reading => {
    const reading = begin(vault, {});
    readings.set(vaultKey(vault), reading);
    return reading;
  };

  const readingFor = (vault: VaultKey, where: SearchScope): Reading => {
    if (where === 'running') return begin(vault, { completed: false });
    return (where === 'known' ? readings.get(vaultKey(vault)) : undefined) ?? beginAll(vault);
  };

  return {
    find: async (vault, token, where, onPage) => {
      const reading = readingFor(vault, where);
      for (;;) {
        const found = reading.jobs.filter(({ startToken }) => startToken?.startsWith(token));
        if (found.length > 0 || !reading.hasMore) return found;
        await reading.next();
        onPage();
      }
    },
  };
}
