// The services that the loaders use.
import type { Backend } from '../aws/backend.ts';
import type { JobIndex } from '../jobIndex/createJobIndex.ts';
import type { PaceBounds } from '../jobs/pace.ts';
import type { Storage } from '../storage/createStorage.ts';

export interface LoaderServices {
  backend: Backend;
  store: Storage;
  jobIndex: JobIndex;
  /** The most AWS calls of one operation. */
  maxAwsCalls: number;
  pace: PaceBounds;
}
