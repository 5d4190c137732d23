// The arguments of a Glacier job: all that its start determines, in one form for the request and for what AWS describes.
// Arguments that are equal by meaning have equal forms. Pure.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import type { VaultKey } from '../core/location.ts';
import { retrievedRange } from '../jobs/retrievedRange.ts';
import { requestedJob, type StartParameters } from './requestedJob.ts';

/** As JSON; a member that is null counts as absent. */
export type StartArguments = Readonly<Record<string, unknown>>;

export const requestedArguments = (vault: VaultKey, parameters: StartParameters): StartArguments =>
  formOf(requestedJob(vault, { jobId: 'none', location: '', jobOutputPath: null, startedAt: 0 }, parameters));

/** Each form that the arguments of this job may have had in their request. `marker`: the one to be looked for. */
export function describedArguments(job: GlacierJobRecord, marker: string | null): readonly StartArguments[] {
  const { retrievalByteRange, inventoryRetrievalParameters: inventory } = job;
  // The marker that AWS describes is not that of the request, but the one at which the next job continues.
  const described = { ...job, inventoryRetrievalParameters: inventory && { ...inventory, marker } };
  const isWhole = retrievalByteRange !== null && retrievedRange(job) === null;
  return [described, ...(isWhole ? [{ ...described, retrievalByteRange: null }] : [])].map(formOf);
}

/** What a start for all callers determines. Each of them may have another topic. */
export const sharedArguments = ({ vaultName, awsAction, inventory }: StartArguments): StartArguments => ({
  vaultName,
  awsAction,
  inventory,
});

function formOf(job: GlacierJobRecord): StartArguments {
  const { vaultName, awsAction, archiveId, snsTopic, retrievalByteRange, selectParameters, outputLocation } = job;
  const isInventory = awsAction === 'InventoryRetrieval';
  return {
    vaultName,
    awsAction,
    archiveId,
    snsTopic,
    // AWS may trim spaces, and an empty text is then absent.
    description: job.jobDescription?.trim() || null,
    retrievalByteRange,
    tier: isInventory ? null : (job.awsTier ?? 'Standard'),
    inventory: isInventory ? { ...job.inventoryRetrievalParameters, format: formatOf(job) } : null,
    selectParameters,
    outputLocation: sortLists(outputLocation),
  };
}

/** The lists of an output location are sets: grants, tags and metadata. An empty one is as good as none. */
function sortLists(value: unknown): unknown {
  if (Array.isArray(value) && value.length === 0) return null;
  if (Array.isArray(value)) return value.map(sortLists).sort((one, other) => (textOf(one) < textOf(other) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sortLists(member)]));
}

const textOf = (value: unknown) => JSON.stringify(value);

/** JSON is AWS's default, and old jobs do not name it. */
export const formatOf = ({ inventoryRetrievalParameters }: GlacierJobRecord) =>
  inventoryRetrievalParameters?.format ?? 'JSON';
