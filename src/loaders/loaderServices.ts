// The services that the loaders use.
import type { Backend } from '../aws/backend.ts';
import type { JobIndex } from '../jobIndex/createJobIndex.ts';
import type { Paces } from '../jobs/pace.ts';
import type { Storage } from '../storage/createStorage.ts';

export interface LoaderServices {
  backend: Backend;
  store: Storage;
  jobIndex: JobIndex;
  /** The most AWS calls of one operation. */
  maxAwsCalls: number;
  paces: Paces;
  /** Resolves when the next part of long work may be done. Any turn of the event loop, if omitted. */
  takeTurn?: (() => Promise<void>) | undefined;
}
