// What all starts of Glacier jobs share: which errors they can meet, what they check alike, and how a job is told that
// AWS has accepted, whatever else fails.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { awsValue } from '../aws/enums.ts';
import { tiers } from '../aws/glacier/enums.ts';
import { type GlacierJobRecord, toGlacierJob } from '../aws/glacier/glacierJob.ts';
import { initiateJob, type StartedJob } from '../aws/glacier/initiateJob.ts';
import { type VaultKey, vaultArn } from '../aws/location.ts';
import type { Context } from '../context.ts';
import {
  GatewayError,
  IndeterminateError,
  InsufficientCapacityError,
  NotFoundError,
  PolicyEnforcedError,
} from '../errors.ts';
import { targetOf } from '../live/target.ts';
import { checkDescription, checkSnsTopic } from './checks.ts';
import { mutationErrors } from './error.ts';
import type { RetrievalTier } from './glacierJob.ts';

export const startPage = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html';

export const startErrors = (name: string) =>
  mutationErrors(name, [NotFoundError, PolicyEnforcedError, InsufficientCapacityError, IndeterminateError]);

export interface Started extends StartedJob {
  job: GlacierJobRecord;
}

type StartParameters = JobParameters & { Type: string };

const actionOf: Record<string, string> = {
  'archive-retrieval': 'ArchiveRetrieval',
  'inventory-retrieval': 'InventoryRetrieval',
  select: 'Select',
};

/** Starts the job and tells it as it was asked for; not any more once `until` is aborted. */
export async function sendStart(
  ctx: Context,
  vault: VaultKey,
  parameters: StartParameters,
  until?: AbortSignal,
): Promise<Started> {
  const started = await initiateJob(ctx.aws, vault, parameters, until);
  return { ...started, job: asAskedFor(ctx, vault, started, parameters) };
}

/** Starts the job and reads it back; where the reading fails, the job is told as it was asked for. */
export async function startGlacierJob(ctx: Context, vault: VaultKey, parameters: StartParameters): Promise<Started> {
  const started = await sendStart(ctx, vault, parameters);
  tellOfStarts(ctx, vault);
  return { ...started, job: await readBack(ctx, started.job) };
}

/** What was read of the vault's jobs before is old now, and whoever watches them shall look. */
export function tellOfStarts(ctx: Context, vault: VaultKey): void {
  ctx.loaders.glacierJob.clearPages();
  ctx.live.wake(targetOf({ kind: 'GlacierJob', ...vault }));
}

/** The job as AWS has it; where it cannot be read, as it was asked for: the start is done all the same. */
export async function readBack(ctx: Context, asked: GlacierJobRecord): Promise<GlacierJobRecord> {
  try {
    return (await ctx.loaders.glacierJob.load(asked)) ?? asked;
  } catch (error) {
    if (error instanceof GatewayError) return asked;
    throw error;
  }
}

const asAskedFor = (ctx: Context, vault: VaultKey, started: StartedJob, parameters: StartParameters) =>
  toGlacierJob(vault)({
    JobId: started.jobId,
    Action: actionOf[parameters.Type] as 'Select',
    VaultARN: vaultArn(vault),
    CreationDate: new Date(ctx.backend.clock.now()).toISOString(),
    Completed: false,
    StatusCode: 'InProgress',
    JobDescription: parameters.Description,
    SNSTopic: parameters.SNSTopic,
    ArchiveId: parameters.ArchiveId,
    Tier: parameters.Tier,
    RetrievalByteRange: parameters.RetrievalByteRange,
    InventoryRetrievalParameters:
      parameters.Type === 'inventory-retrieval'
        ? { Format: parameters.Format, ...parameters.InventoryRetrievalParameters }
        : undefined,
    JobOutputPath: started.jobOutputPath ?? undefined,
    SelectParameters: parameters.SelectParameters,
    OutputLocation: parameters.OutputLocation,
  });

export const startDescriptions = {
  description: "At most 1,024 characters of printable ASCII; read again as the job's jobDescription.",
  snsTopic: "A topic of the vault's region that is told of the end, besides the vault's own.",
  tier: 'STANDARD where left out.',
  location: "The job's relative address at AWS.",
};

/** What every kind of start checks alike. */
export const commonParameters = (
  input: { description?: string | null | undefined; snsTopic?: string | null | undefined },
  vault: VaultKey,
) => ({
  Description: checkDescription(input.description, ['input', 'description']),
  SNSTopic: checkSnsTopic(input.snsTopic, vault, ['input', 'snsTopic']),
});

export const tierOf = (tier: typeof RetrievalTier.$inferInput | null | undefined) =>
  tier == null ? undefined : awsValue(tiers, tier);
