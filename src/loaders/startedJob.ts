// The job of a start, found by the token in its description. AWS publishes no order of its list, so that only the whole
// of it says that a job is not there. What was read in this request serves those to whom a start of others' is news.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { listJobsLimit } from '../aws/glacier/listJobs.ts';
import { type VaultKey, vaultKey } from '../aws/location.ts';
import type { GlacierJobLoader } from './glacierJob.ts';

export interface StartedJobLoader {
  /** The jobs whose token begins so. `afresh`: not in what was read before. Calls back after each page. */
  find(vault: VaultKey, token: string, afresh: boolean, onPage: () => void): Promise<readonly GlacierJobRecord[]>;
}

/** A vault's list as far as it was read, page by page, for all who look in it. */
interface Reading {
  jobs: GlacierJobRecord[];
  hasMore: boolean;
  next(): Promise<void>;
}

type Pages = Pick<GlacierJobLoader, 'page' | 'clearPages'>;

export function createStartedJobLoader(jobs: Pages): StartedJobLoader {
  const readings = new Map<string, Reading>();

  const begin = (vault: VaultKey): Reading => {
    jobs.clearPages();
    let marker: string | null = null;
    let underWay: Promise<void> | null = null;
    const read = async () => {
      try {
        const page = await jobs.page(vault, {}, { limit: listJobsLimit, marker });
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
    readings.set(vaultKey(vault), reading);
    return reading;
  };

  return {
    find: async (vault, token, afresh, onPage) => {
      const reading = (afresh ? undefined : readings.get(vaultKey(vault))) ?? begin(vault);
      for (;;) {
        const found = reading.jobs.filter(({ startToken }) => startToken?.startsWith(token));
        if (found.length > 0 || !reading.hasMore) return found;
        await reading.next();
        onPage();
      }
    },
  };
}
