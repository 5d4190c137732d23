// What resolvers read through: one set for each request, so that nothing is asked twice in one query and everything
// asked in the same moment is planned together.
import DataLoader from 'dataloader';
import type { AwsSession } from '../aws/client/session.ts';
import { getDataRetrievalPolicy } from '../aws/glacier/getDataRetrievalPolicy.ts';
import { getVaultAccessPolicy } from '../aws/glacier/getVaultAccessPolicy.ts';
import { getVaultLock } from '../aws/glacier/getVaultLock.ts';
import { getVaultNotifications } from '../aws/glacier/getVaultNotifications.ts';
import { listProvisionedCapacity } from '../aws/glacier/listProvisionedCapacity.ts';
import { listTagsForVault } from '../aws/glacier/listTagsForVault.ts';
import { nullOrError } from '../aws/lookup/findMany.ts';
import { getJobTagging } from '../aws/s3control/getJobTagging.ts';
import {
  type BatchJobKey,
  batchJobKey,
  type Location,
  locationKey,
  type VaultKey,
  vaultKey,
} from '../core/location.ts';
import { createAllJobsLoader } from './allJobs.ts';
import { createBatchJobLoader } from './batchJob.ts';
import { createGlacierJobLoader } from './glacierJob.ts';
import { createLatestInventoryLoader, readWholeInventories } from './latestInventory.ts';
import type { LoaderServices } from './loaderServices.ts';
import { createStartedJobLoader } from './startedJob.ts';
import { createVaultLoader } from './vault.ts';

/** A loader that reads its keys one by one, each once; null where AWS knows nothing under the key. */
function perKey<K, T>(read: (key: K) => Promise<T>, keyOf: (key: K) => string): DataLoader<K, T | null, string> {
  return new DataLoader<K, T | null, string>(
    (keys) => Promise.all(keys.map(async (key): Promise<T | null | Error> => read(key).catch(nullOrError))),
    {
      cacheKeyFn: keyOf,
    },
  );
}

export function createLoaders(aws: AwsSession, services: LoaderServices) {
  const { store } = services;
  const perVault = <T>(read: (aws: AwsSession, vault: VaultKey) => Promise<T>) =>
    perKey((vault: VaultKey) => read(aws, vault), vaultKey);
  const perLocation = <T>(read: (aws: AwsSession, location: Location) => Promise<T>) =>
    perKey((location: Location) => read(aws, location), locationKey);

  const jobs = {
    vault: createVaultLoader(aws, services.markerSeal),
    glacierJob: createGlacierJobLoader(aws, services),
    batchJob: createBatchJobLoader(aws, store),
  };
  return {
    ...jobs,
    allJobs: createAllJobsLoader(jobs, services, aws.caller.access),
    latestInventory: createLatestInventoryLoader(jobs.glacierJob),
    /** What is running is read first: a job that ends meanwhile is seen twice, and not missed. */
    wholeInventories: async (vault: VaultKey) => {
      jobs.glacierJob.clearPages();
      const running = await readWholeInventories(jobs.glacierJob, vault, 'IN_PROGRESS');
      return [...running, ...(await readWholeInventories(jobs.glacierJob, vault, 'SUCCEEDED'))];
    },
    startedJob: createStartedJobLoader(jobs.glacierJob),
    batchJobTags: perKey((job: BatchJobKey) => getJobTagging(aws, job), batchJobKey),
    vaultTags: perVault(listTagsForVault),
    vaultNotifications: perVault(getVaultNotifications),
    vaultAccessPolicy: perVault(getVaultAccessPolicy),
    vaultLock: perVault(getVaultLock),
    dataRetrievalPolicy: perLocation(getDataRetrievalPolicy),
    provisionedCapacity: perLocation(listProvisionedCapacity),
  };
}

export type Loaders = ReturnType<typeof createLoaders>;
