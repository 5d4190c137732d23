// A new archive retrieval: a megabyte-aligned range within the archive, within the retrieval policy, and with one provisioned
// capacity unit for a large Expedited retrieval. AWS rejects Expedited when capacity is short; here that depends on size alone.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { insufficientCapacity, invalidParameter } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { EXPEDITED_SIZE } from '../../world/durations.ts';
import { type ByteRange, isMegabyteAligned, lengthOf, parseRange } from '../../world/ranges.ts';
import type { Vault } from '../../world/records.ts';
import { enforceRetrievalPolicy } from './enforceRetrievalPolicy.ts';
import { rejectForeignParameters } from './rejectForeignParameters.ts';
import { retrievableArchive } from './retrievableArchive.ts';

export function newArchiveRetrieval(parameters: JobParameters, vault: Vault, context: OperationContext) {
  rejectForeignParameters(parameters, ['Format', 'InventoryRetrievalParameters', 'SelectParameters', 'OutputLocation']);
  const archive = retrievableArchive(parameters, vault, context);
  const range = retrievalRange(parameters.RetrievalByteRange, archive.content.size);
  const { Tier: tier = 'Standard' } = parameters;
  const { location, now } = context;
  if (tier === 'Standard') enforceRetrievalPolicy(location, lengthOf(range), now);
  const hasCapacity = location.capacityUnits.some(({ endsAt }) => now < endsAt);
  if (tier === 'Expedited' && archive.content.size > EXPEDITED_SIZE && !hasCapacity) throw insufficientCapacity();
  return { action: 'ArchiveRetrieval' as const, archive, range, tier };
}

function retrievalRange(text: string | undefined, size: number): ByteRange {
  if (text === undefined) return { start: 0, end: size - 1 };
  const range = parseRange(text);
  if (!range) throw invalidParameter(`Invalid byte range: ${text}`);
  if (range.end >= size)
    throw invalidParameter(`Invalid byte range: ${text} is not within the archive's ${size} bytes`);
  if (!isMegabyteAligned(range, size)) throw invalidParameter(`Invalid byte range: ${text} is not megabyte aligned`);
  return range;
}
