// A retrieval of an archive of the demo world that has just been started.
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import type { TestGateway } from './startGateway.ts';

const start = exampleOperations.find(({ query }) => query.includes('mutation StartRetrieval'));

/** Longer than any tier takes. */
export const untilTheEnd = 24 * 3_600_000;

export async function startRetrieval(
  gateway: TestGateway,
  tier: 'EXPEDITED' | 'STANDARD' | 'BULK' = 'STANDARD',
): Promise<{ id: string }> {
  // Each call starts a new job.
  const input = { ...(start?.variables?.['input'] as object), tier, idempotencyKey: null };
  const { initiateArchiveRetrieval } = await gateway.data(start?.query ?? '', { input });
  return { id: initiateArchiveRetrieval.job.id };
}
