// The loaders of one request. Within a request, nothing is read twice, and reads of the same moment are planned together.
// Each loader is created at first use: most requests need one or two, and a download needs one.
import DataLoader from 'dataloader';
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { ListRecords } from '../aws/client/listRecords.ts';
import { type DataRetrievalPolicyRecord, getDataRetrievalPolicy } from '../aws/glacier/getDataRetrievalPolicy.ts';
import { readArchiveDescription } from '../aws/glacier/getJobOutput.ts';
import { getVaultAccessPolicy } from '../aws/glacier/getVaultAccessPolicy.ts';
import { getVaultLock, type VaultLockRecord } from '../aws/glacier/getVaultLock.ts';
import { getVaultNotifications, type VaultNotificationsRecord } from '../aws/glacier/getVaultNotifications.ts';
import { listProvisionedCapacity, type ProvisionedCapacityRecord } from '../aws/glacier/listProvisionedCapacity.ts';
import { listTagsForVault } from '../aws/glacier/listTagsForVault.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { nullOrError } from '../aws/lookup/findMany.ts';
import type { TagRecord } from '../aws/tags.ts';
import { GatewayError, ServiceUnavailableError } from '../core/errors.ts';
import {
  type GlacierJobKey,
  glacierJobKey,
  type Location,
  locationKey,
  type VaultKey,
  vaultKey,
} from '../core/location.ts';
import type { PageBounds } from '../core/readPages.ts';
import { joinSkipped } from '../core/skippedRecords.ts';
import type { KeptRetrieval } from '../staging/keptRetrieval.ts';
import type { StartedJobSearch } from '../starts/glacierStartServices.ts';
import { type AllJobsLoader, createAllJobsLoader } from './allJobsLoader.ts';
import { type BatchJobLoader, createBatchJobLoader } from './batchJobLoader.ts';
import { type BatchJobTagLoader, createBatchJobTagLoader } from './batchJobTagLoader.ts';
import { createGlacierJobLoader, type GlacierJobLoader } from './glacierJobLoader.ts';
import {
  createLatestInventoryLoader,
  type LatestInventoryLoader,
  readWholeInventories,
  type WholeInventories,
} from './latestInventoryLoader.ts';
import type { LoaderServices } from './loaderServices.ts';
import { PageLimit } from './pageLimit.ts';
import { createStartedJobLoader } from './startedJobLoader.ts';
import { createVaultLoader, type VaultLoader } from './vaultLoader.ts';

/** Null if AWS knows nothing under the key. */
type KeyLoader<K, T> = DataLoader<K, T | null, string>;

/** Reads its keys one by one, each once. */
const perKey = <K, T>(read: (key: K) => Promise<T>, cacheKeyFn: (key: K) => string): KeyLoader<K, T> =>
  new DataLoader<K, T | null, string>(
    (keys) => Promise.all(keys.map(async (key): Promise<T | null | Error> => read(key).catch(nullOrError))),
    { cacheKeyFn },
  );

function rejectUnread(error: unknown): never {
  if (error instanceof GatewayError) throw error;
  throw new ServiceUnavailableError('The store of retrievals that are kept staged did not answer. Try again.');
}

export class Loaders {
  readonly #aws: AwsSession;
  readonly #services: LoaderServices;
  readonly #created = new Map<string, unknown>();
  /** Lists of vaults that were read before the loader of vaults is needed. */
  readonly #readVaults: (readonly VaultRecord[])[] = [];

  constructor(aws: AwsSession, services: LoaderServices) {
    this.#aws = aws;
    this.#services = services;
  }

  get vault(): VaultLoader {
    return this.#once('vault', () => {
      const loader = createVaultLoader(this.#aws, this.#pageLimit);
      for (const vaults of this.#readVaults) loader.primeAll(vaults);
      return loader;
    });
  }

  get glacierJob(): GlacierJobLoader {
    return this.#once('glacierJob', () => createGlacierJobLoader(this.#aws, this.#services, this.#pageLimit));
  }

  get batchJob(): BatchJobLoader {
    return this.#once('batchJob', () => createBatchJobLoader(this.#aws, this.#services.store, this.#pageLimit));
  }

  get allJobs(): AllJobsLoader {
    return this.#once('allJobs', () =>
      createAllJobsLoader(this.#aws, this.#services, { pageLimit: this.#pageLimit, onVaults: this.#addVaults }),
    );
  }

  get latestInventory(): LatestInventoryLoader {
    return this.#once('latestInventory', () => createLatestInventoryLoader(this.glacierJob, this.#wholeList));
  }

  get startedJob(): StartedJobSearch {
    return this.#once('startedJob', () => createStartedJobLoader(this.glacierJob, this.#wholeList));
  }

  get batchJobTags(): BatchJobTagLoader {
    return this.#once('batchJobTags', () => createBatchJobTagLoader(this.#aws, this.#services.store));
  }

  get vaultTags(): KeyLoader<VaultKey, ListRecords<TagRecord>> {
    return this.#perVault('vaultTags', listTagsForVault);
  }

  get vaultNotifications(): KeyLoader<VaultKey, VaultNotificationsRecord> {
    return this.#perVault('vaultNotifications', getVaultNotifications);
  }

  get vaultAccessPolicy(): KeyLoader<VaultKey, Record<string, unknown>> {
    return this.#perVault('vaultAccessPolicy', getVaultAccessPolicy);
  }

  get vaultLock(): KeyLoader<VaultKey, VaultLockRecord> {
    return this.#perVault('vaultLock', getVaultLock);
  }

  /** The description that was uploaded with the archive of a retrieval that has succeeded. */
  get archiveDescription(): KeyLoader<GlacierJobKey, { archiveDescription: string | null }> {
    return this.#once('archiveDescription', () =>
      perKey((job: GlacierJobKey) => readArchiveDescription(this.#aws, job), glacierJobKey),
    );
  }

  /** The record of a retrieval that is kept staged, by any of its jobs. Costs no AWS call. */
  get keptRetrieval(): KeyLoader<GlacierJobKey, KeptRetrieval> {
    const { keptRetrievals } = this.#services.store;
    return this.#once('keptRetrieval', () => {
      const read = (jobs: readonly GlacierJobKey[]) => keptRetrievals.findMany(jobs).catch(rejectUnread);
      return new DataLoader<GlacierJobKey, KeptRetrieval | null, string>(read, { cacheKeyFn: glacierJobKey });
    });
  }

  get dataRetrievalPolicy(): KeyLoader<Location, DataRetrievalPolicyRecord> {
    return this.#perLocation('dataRetrievalPolicy', getDataRetrievalPolicy);
  }

  get provisionedCapacity(): KeyLoader<Location, ListRecords<ProvisionedCapacityRecord>> {
    return this.#perLocation('provisionedCapacity', listProvisionedCapacity);
  }

  /** Unfinished jobs are read first: a job that ends meanwhile is seen twice instead of missed. */
  async wholeInventories(vault: VaultKey): Promise<WholeInventories> {
    this.glacierJob.clearPages();
    // Not by status: a job of an unknown status may be in progress.
    const unfinished = await readWholeInventories(this.glacierJob, vault, { completed: false }, this.#wholeList);
    const succeeded = await readWholeInventories(this.glacierJob, vault, { statusCode: 'SUCCEEDED' }, this.#wholeList);
    return {
      jobs: [...unfinished.jobs, ...succeeded.jobs],
      skipped: joinSkipped([unfinished.skipped, succeeded.skipped]),
    };
  }

  /** Discards what was read of a vault that was just changed. Creates no loader that has read nothing. */
  clearVault(vault: VaultKey): void {
    if (this.#readVaults.length > 0) this.vault.clear(vault);
    for (const name of ['vault', 'vaultTags', 'vaultNotifications'] as const) {
      if (this.#created.has(name)) this[name].clear(vault);
    }
  }

  readonly #addVaults = (vaults: readonly VaultRecord[]): void => {
    if (this.#created.has('vault')) this.vault.primeAll(vaults);
    else this.#readVaults.push(vaults);
  };

  get #pageLimit(): PageLimit {
    return this.#once('pageLimit', () => new PageLimit(this.#services.maxAwsCalls, this.#aws));
  }

  /** The bounds of a list that is read completely. */
  get #wholeList(): PageBounds {
    return { maxPages: this.#services.maxAwsCalls };
  }

  #once<T>(name: string, create: () => T): T {
    const known = this.#created.get(name);
    if (known !== undefined) return known as T;
    const loader = create();
    this.#created.set(name, loader);
    return loader;
  }

  #perVault<T>(name: string, read: (aws: AwsSession, vault: VaultKey) => Promise<T>): KeyLoader<VaultKey, T> {
    return this.#once(name, () => perKey((vault: VaultKey) => read(this.#aws, vault), vaultKey));
  }

  #perLocation<T>(name: string, read: (aws: AwsSession, location: Location) => Promise<T>): KeyLoader<Location, T> {
    return this.#once(name, () => perKey((location: Location) => read(this.#aws, location), locationKey));
  }
}

export const createLoaders = (aws: AwsSession, services: LoaderServices): Loaders => new Loaders(aws, services);
