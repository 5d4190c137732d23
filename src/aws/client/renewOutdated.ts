// For clients whose calls are not sent by sendCall: credentials that AWS reports as outdated are renewed for the next call.
import type { Backend } from '../backend.ts';
import { Credentials } from './credentials.ts';
import { isOutdated } from './retry.ts';

/** Rejects as `send` does. Whoever calls tries again. */
export async function renewOutdated<O>(used: ReturnType<Backend['credentials']>, send: () => Promise<O>): Promise<O> {
  const known = used instanceof Credentials ? used : undefined;
  await known?.ready();
  const generation = known?.generation ?? 0;
  try {
    return await send();
  } catch (error) {
    if (isOutdated(error)) await known?.renew(generation);
    throw error;
  }
}
