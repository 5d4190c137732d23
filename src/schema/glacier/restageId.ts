// The identity of a restage by a caller, for the claim of a retrieval that is kept staged.
import { randomUUID } from 'node:crypto';
import type { Context } from '../../context.ts';
import type { GlacierJobKey } from '../../core/location.ts';

/** The same for a call that is repeated with its key. */
export const restageId = (
  { caller, startKeys }: Pick<Context, 'caller' | 'startKeys'>,
  location: GlacierJobKey,
  { operation, key }: { operation: string; key: string | null },
): string => startKeys.startId({ callerId: caller.id, operation, location, key: key ?? randomUUID() });
