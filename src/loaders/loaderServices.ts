// The services that the loaders use.
import type { Backend } from '../aws/backend.ts';
import type { PaceBounds } from '../jobs/pace.ts';
import type { Storage } from '../storage/createStorage.ts';
import type { MarkerSeal } from './createMarkerSeal.ts';

export interface LoaderServices {
  backend: Backend;
  store: Storage;
  /** The most jobs that are read of one account, region and service. */
  jobsPerSource: number;
  pace: PaceBounds;
  /** For lists of which a caller may see a part. */
  markerSeal: MarkerSeal;
}
