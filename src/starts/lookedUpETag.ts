// The ETag of a manifest whose request does not name it. It is looked up once for each idempotency key: S3 compares the
// requests of one token, so a repeat sends the ETag of the first request, even if the file has been replaced since. The ETag
// is remembered as long as a started job is, and once S3 may have the request.
import { randomUUID } from 'node:crypto';
import { GatewayError, IndeterminateError } from '../core/errors.ts';
import { idempotencyKeyReused } from './createStarts.ts';
import { storageUnavailable } from './executeStart.ts';
import type { Reservations } from './reservations.ts';

export interface ETagLookup {
  /** Identifies the start. */
  id: string;
  /** Identifies the manifest. */
  fingerprint: string;
  lookUp(): Promise<string>;
}

/** `create` rejects with an IndeterminateError if S3 may have the request, and with any other error if it has not. */
export async function withLookedUpETag<T>(
  reservations: Reservations,
  { id, fingerprint, lookUp }: ETagLookup,
  create: (eTag: string) => Promise<T>,
): Promise<T> {
  const owner = randomUUID();
  const acquisition = await reservations.acquire(id, owner, fingerprint).catch((error: unknown) => {
    throw error instanceof GatewayError ? error : storageUnavailable();
  });
  if (acquisition.kind === 'mismatch') throw idempotencyKeyReused();
  if (acquisition.kind === 'finished') return create(acquisition.started.eTag ?? (await lookUp()));
  // Another call with the same key is looking it up at this moment, and finds the same file.
  if (acquisition.kind === 'held') return create(await lookUp());
  let eTag: string | null = null;
  let mayBeSent = false;
  try {
    eTag = await lookUp();
    const created = await create(eTag);
    mayBeSent = true;
    return created;
  } catch (error) {
    mayBeSent = error instanceof IndeterminateError;
    throw error;
  } finally {
    const settled =
      mayBeSent && eTag !== null
        ? reservations.finish(id, fingerprint, { jobId: '', location: '', jobOutputPath: null, startedAt: 0, eTag })
        : reservations.release(id, owner, true);
    await settled.catch(() => undefined);
  }
}
