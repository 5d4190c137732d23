// A retrieval that is kept staged: it is started again before its output expires, until it is downloaded or a date has
// passed. Pure.
import type { CallerRecord } from '../access/caller.ts';
import type { ErrorCode } from '../core/errors.ts';
import { type GlacierJobKey, glacierJobKey, type VaultKey } from '../core/location.ts';
import type { ByteSpan } from '../outputs/downloads/parseRange.ts';
import type { RetrievalParameters } from '../starts/restaged.ts';

export const keepEnds = ['DOWNLOADED', 'DATE_PASSED', 'STOPPED', 'PERMISSION_LOST', 'FAILED'] as const;
/** Why a retrieval is no longer kept. */
export type KeepEnd = (typeof keepEnds)[number];

/** Until when a retrieval is kept: whichever comes first. */
export interface KeepTerms {
  /** In milliseconds of AWS's clock. */
  until: number;
  untilDownloaded: boolean;
}

export interface KeepFailure {
  code: ErrorCode;
  message: string;
  /** In milliseconds of AWS's clock. */
  at: number;
  /** How many attempts have failed in a row. */
  attempts: number;
}

/** Who starts a retrieval again at this moment. */
export interface RestageClaim {
  /** Identifies the start; null for that of the gateway, which is the same on all gateways. */
  by: string | null;
  /**
   * In milliseconds of AWS's clock. Null if it does not expire: a gateway goes on with its start, also after a restart. A
   * caller may never come back.
   */
  until: number | null;
}

export interface KeptRetrieval extends KeepTerms {
  /** The key of its first job. */
  readonly id: string;
  readonly vault: VaultKey;
  /** Its jobs, oldest first. */
  readonly jobIds: readonly string[];
  /** When the newest job was started, in milliseconds of AWS's clock. */
  readonly startedAt: number;
  readonly parameters: RetrievalParameters;
  /** Who asked, and in whose name it is started again. */
  readonly owner: CallerRecord;
  /** What was downloaded of it completely. */
  readonly downloaded: readonly ByteSpan[];
  /** Why the last start failed; null after one that succeeded. */
  readonly failure: KeepFailure | null;
  /** Who is starting it again; absent or null if nobody is. */
  readonly claim?: RestageClaim | null;
  /** Null while it is kept. */
  readonly end: { reason: KeepEnd; at: number } | null;
  /** Of this record: 1, and one more with each change. */
  readonly version: number;
}

/** The longest time ahead of a date, in milliseconds. In 30 days, a retrieval is billed about 38 times, a Bulk one up to 60 times. */
export const longestKeep = 30 * 24 * 3_600_000;

/** How long a record is kept after its end, in milliseconds: as long as a start with the same key returns the same job. */
export const endedKeptFor = 48 * 3_600_000;

export const newestJobOf = ({ vault, jobIds }: Pick<KeptRetrieval, 'vault' | 'jobIds'>): GlacierJobKey => ({
  ...vault,
  jobId: jobIds.at(-1) ?? '',
});

/** The keys of its jobs, oldest first. */
export const jobKeysOf = ({ vault, jobIds }: Pick<KeptRetrieval, 'vault' | 'jobIds'>): string[] =>
  jobIds.map((jobId) => glacierJobKey({ ...vault, jobId }));

export function newKept(
  { accountId, region, vaultName, jobId }: GlacierJobKey,
  given: Pick<KeptRetrieval, 'startedAt' | 'parameters' | 'owner' | keyof KeepTerms>,
): KeptRetrieval {
  const vault = { accountId, region, vaultName };
  return {
    ...given,
    id: glacierJobKey({ ...vault, jobId }),
    vault,
    jobIds: [jobId],
    downloaded: [],
    failure: null,
    end: null,
    version: 1,
  };
}

type Change = Partial<Omit<KeptRetrieval, 'id' | 'vault' | 'version'>>;

export const changed = (kept: KeptRetrieval, change: Change): KeptRetrieval => ({
  ...kept,
  ...change,
  version: kept.version + 1,
});
