// The services that the loaders use.
import type { Backend } from '../aws/backend.ts';
import type { PageBounds } from '../core/readPages.ts';
import type { JobIndex } from '../jobIndex/createJobIndex.ts';
import type { PaceBounds } from '../jobs/pace.ts';
import type { Storage } from '../storage/createStorage.ts';
import type { MarkerSeal } from './createMarkerSeal.ts';

export interface LoaderServices {
  backend: Backend;
  store: Storage;
  jobIndex: JobIndex;
  /** Of each list that is read completely. */
  pageBounds: PageBounds;
  pace: PaceBounds;
  /** For lists of which a caller may see a part. */
  markerSeal: MarkerSeal;
}
