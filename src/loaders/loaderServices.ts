// The services that loaders use.
import type { Backend } from '../aws/backend.ts';
import type { PaceBounds } from '../jobs/pace.ts';
import type { Storage } from '../storage/createStorage.ts';
import type { MarkerSeal } from './sealMarker.ts';

export interface LoaderServices {
  backend: Backend;
  store: Storage;
  /** How many jobs are read of one account, region and service at most. */
  jobsPerSource: number;
  pace: PaceBounds;
  /** For lists that a caller sees in part. */
  markerSeal: MarkerSeal;
}
