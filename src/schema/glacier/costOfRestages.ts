// The cost of a bulk restage in AWS calls, before it is executed.
import { GatewayError } from '../../core/errors.ts';
import { vaultKey } from '../../core/location.ts';
import { type BulkInput, estimatedJobs } from '../bulk/bulkInput.ts';
import { filterReadings } from '../bulk/readFilter.ts';
import { type CostBasis, costs } from '../kit/cost.ts';
import { resolveGlacierJobIds } from '../kit/glacierJobRef.ts';
import { searchCalls } from '../kit/idempotencyKey.ts';
import { allRetrievals, type RetrievalSelectionInput } from './selectRetrievals.ts';

interface RestagesInput extends BulkInput {
  jobs: RetrievalSelectionInput;
  idempotencyKey?: string | null | undefined;
}

interface Arguments {
  input: RestagesInput;
}

const readings = ({ input }: Arguments, basis: CostBasis) => filterReadings(input.jobs.filter, allRetrievals, basis);

/** The jobs are read, each is started at most once, and those that were started with the same key before are searched for. */
function calls({ input }: Arguments, basis: CostBasis): number {
  const { jobs, dryRun, idempotencyKey } = input;
  const pages = jobs.filter ? [...readings({ input }, basis).values()] : pagesOfVaults(jobs.ids ?? [], basis);
  const lists = pages.reduce((sum, count) => sum + count, 0);
  const described = jobs.filter ? 0 : Math.min(lists, estimatedJobs(input));
  const started = dryRun ? 0 : estimatedJobs(input);
  const searched = dryRun || idempotencyKey == null ? 0 : lists;
  return described + started + searched;
}

/** The calls that list the jobs of each vault. Empty if an ID is wrong, which the mutation reports. */
function pagesOfVaults(ids: readonly string[], basis: CostBasis): number[] {
  try {
    const vaults = new Map(resolveGlacierJobIds(basis, ids).map((job) => [vaultKey(job), job]));
    return [...vaults.values()].map((vault) => basis.known.callsForJobsOf(vault) ?? searchCalls);
  } catch (error) {
    if (error instanceof GatewayError) return [];
    throw error;
  }
}

export const costOfRestages = costs({
  calls,
  readings,
  starts: true,
  everywhere: true,
  nodes: ({ input }: Arguments) => estimatedJobs(input),
});
