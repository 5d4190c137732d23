// Search for the job of a start, by the token in its description. AWS does not publish the order of its list, so only the
// whole list shows that a job is missing. Pages read earlier in the request are reused if the caller allows it.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobsLimit } from '../aws/glacier/listJobs.ts';
import { steadyClock } from '../core/clock.ts';
import { ServiceUnavailableError } from '../core/errors.ts';
import { type VaultKey, vaultKey } from '../core/location.ts';
import { type PageBounds, readPages } from '../core/readPages.ts';
import { joinSkipped, noneSkipped, type SkippedRecords, skippedMessage } from '../core/skippedRecords.ts';
import type { StartedJobSearch } from '../starts/glacierStartServices.ts';
import type { SearchScope } from '../starts/start.ts';
import type { GlacierJobLoader } from './glacierJobLoader.ts';

/** The part of a vault's list that was read so far; all searches of the request share it. */
interface Reading {
  /** By the steady clock. */
  startedAt: number;
  jobs: GlacierJobRecord[];
  hasMore: boolean;
  /** Jobs that could not be read. One of them can be the wanted one. */
  skipped: SkippedRecords;
  next(): Promise<void>;
}

type Pages = Pick<GlacierJobLoader, 'page' | 'clearPages'>;

export function createStartedJobLoader(jobs: Pages, bounds: PageBounds): StartedJobSearch {
  const readings = new Map<string, Reading>();

  const startReading = (vault: VaultKey, filter: ListJobsFilter): Reading => {
    jobs.clearPages();
    const pages = readPages((marker) => jobs.page(vault, filter, { limit: listJobsLimit, marker }), bounds);
    let pending: Promise<void> | null = null;
    let failure: { error: unknown } | null = null;
    const read = async () => {
      try {
        // A reading that has failed has no more pages, and yet is not at the end of the list.
        if (failure) throw failure.error;
        const { value: page } = await pages.next();
        for (const job of page?.items ?? []) if (job.startToken !== null) reading.jobs.push(job);
        reading.skipped = joinSkipped([reading.skipped, page?.skipped]);
        reading.hasMore = page != null && page.marker !== null;
      } catch (error) {
        failure = { error };
        // The next search starts again.
        if (readings.get(vaultKey(vault)) === reading) readings.delete(vaultKey(vault));
        throw error;
      } finally {
        pending = null;
      }
    };
    const reading: Reading = {
      startedAt: steadyClock.now(),
      jobs: [],
      hasMore: true,
      skipped: noneSkipped,
      next: () => {
        pending ??= read();
        return pending;
      },
    };
    return reading;
  };

  const readAll = (vault: VaultKey): Reading => {
    const reading = startReading(vault, {});
    readings.set(vaultKey(vault), reading);
    return reading;
  };

  const readingFor = (vault: VaultKey, scope: SearchScope, maxAge: number): Reading => {
    if (scope === 'running') return startReading(vault, { completed: false });
    const known = scope === 'known' ? readings.get(vaultKey(vault)) : undefined;
    return known && steadyClock.now() - known.startedAt <= maxAge ? known : readAll(vault);
  };

  return {
    find: async (vault, { token, isWanted }, scope, onPage, maxAge = Number.POSITIVE_INFINITY) => {
      const reading = readingFor(vault, scope, maxAge);
      for (;;) {
        const found = reading.jobs.filter(({ startToken }) => startToken?.startsWith(token));
        if (found.some(isWanted)) return found;
        if (!reading.hasMore) return found.length > 0 ? found : none(reading.skipped);
        await reading.next();
        onPage();
      }
    },
  };
}

/** Only a list that was read completely shows that a job is missing: another start would cost money. */
function none(skipped: SkippedRecords): readonly GlacierJobRecord[] {
  if (skipped.count === 0) return [];
  const details = skipped.first.slice(0, 1).map(({ message }) => message);
  throw new ServiceUnavailableError(
    ['It is unknown whether the job was started before.', skippedMessage(skipped), ...details].join(' '),
  );
}
