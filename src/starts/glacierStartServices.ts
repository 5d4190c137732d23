// The services that a start of a Glacier job uses. The context of a request provides them; nothing is made for a request
// that starts no job.

import type { Caller } from '../access/caller.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { DataRetrievalPolicyRecord } from '../aws/glacier/getDataRetrievalPolicy.ts';
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { Clock } from '../core/clock.ts';
import type { GlacierJobKey, Location, VaultKey } from '../core/location.ts';
import type { SkippedRecords } from '../core/skippedRecords.ts';
import type { StartKeys } from './createStartKeys.ts';
import type { Starts } from './createStarts.ts';
import type { SearchScope } from './start.ts';

/** Finds jobs by the start token in their description. */
export interface StartedJobSearch {
  /** Returns jobs whose token begins with `token`: all of them, unless it finds a wanted one first. */
  find(
    vault: VaultKey,
    jobs: { token: string; isWanted: (job: GlacierJobRecord) => boolean },
    scope: SearchScope,
    /** Called after each page of AWS's list. */
    onPage: () => void,
    /** Of a list that was read before, in milliseconds. */
    maxAge?: number,
  ): Promise<readonly GlacierJobRecord[]>;
}

export interface GlacierStartServices {
  caller: Caller;
  callerLimits: {
    /** Takes `count` starts from the caller's limit. The result gives unused ones back. */
    acquireStarts(caller: Caller, count: number): Promise<(unused: number) => void>;
  };
  starts: Starts;
  startKeys: StartKeys;
  aws: AwsSession;
  backend: { clock: Pick<Clock, 'now'> };
  loaders: {
    startedJob: StartedJobSearch;
    dataRetrievalPolicy: { load(location: Location): Promise<DataRetrievalPolicyRecord | null> };
    glacierJob: {
      load(job: GlacierJobKey): GlacierJobRecord | null | Promise<GlacierJobRecord | null>;
      /** Discards the pages read so far: a job was started. */
      clearPages(): void;
    };
    /** The inventory jobs of the whole vault that are running or have succeeded. */
    wholeInventories(vault: VaultKey): Promise<{ jobs: readonly GlacierJobRecord[]; skipped: SkippedRecords }>;
  };
  jobIndex: {
    /** Shows a job in the lists that were read before it was started. */
    put(job: GlacierJobRecord): void;
  };
  watches: {
    /** Polls the vault now. */
    wake(target: { kind: 'Vault' } & VaultKey): void;
  };
}
