// What all starts of Glacier jobs share: which errors they can meet, what they check alike, and how a job is told that
// AWS has accepted, whatever else fails.
import { awsValue } from '../../aws/enums.ts';
import { tiers } from '../../aws/glacier/enums.ts';
import { type GlacierJobRecord, toGlacierJob } from '../../aws/glacier/glacierJob.ts';
import { descriptionRoom } from '../../aws/glacier/startToken.ts';
import type { Context } from '../../context.ts';
import {
  GatewayError,
  IdempotencyError,
  IndeterminateError,
  InProgressError,
  InsufficientCapacityError,
  NotFoundError,
  PolicyEnforcedError,
} from '../../core/errors.ts';
import { type VaultKey, vaultArn } from '../../core/location.ts';
import type { StartedJob } from '../../starts/reservations.ts';
import { targetOf } from '../../watch/watchTarget.ts';
import { checkDescription, checkSnsTopic } from '../kit/checks.ts';
import { mutationErrors } from '../kit/error.ts';
import type { RetrievalTier } from './glacierJob.ts';
import { actionOf, type StartedBy, type StartParameters, sendStart } from './sendStart.ts';

export const startPage = 'https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html';

export const startErrors = (name: string) =>
  mutationErrors(name, [
    NotFoundError,
    PolicyEnforcedError,
    InsufficientCapacityError,
    IndeterminateError,
    InProgressError,
    IdempotencyError,
  ]);

export interface Started extends StartedJob {
  job: GlacierJobRecord;
}

/** Starts the job, once, and reads it; where the reading fails, the job is told as it was asked for. */
export async function startGlacierJob(
  ctx: Context,
  vault: VaultKey,
  parameters: StartParameters,
  by: StartedBy,
): Promise<Started> {
  const { started, isOwn } = await sendStart(ctx, vault, parameters, by);
  if (isOwn) tellOfStarts(ctx, vault);
  return { ...started, job: await readBack(ctx, asAskedFor(vault, started, parameters)) };
}

/** What was read of the vault's jobs before is old now, and whoever watches them shall look. */
export function tellOfStarts(ctx: Context, vault: VaultKey): void {
  ctx.loaders.glacierJob.clearPages();
  ctx.watches.wake(targetOf({ kind: 'GlacierJob', ...vault }));
}

/** AWS keeps a job for so long after its end, in milliseconds. */
const keptFor = 24 * 3_600_000;

/** The job as AWS has it; where it cannot be read, as it was asked for: the start is done all the same. */
export async function readBack(ctx: Context, asked: GlacierJobRecord): Promise<GlacierJobRecord> {
  const read = await ctx.loaders.glacierJob.load(asked).catch((error: unknown) => {
    if (error instanceof GatewayError) return asked;
    throw error;
  });
  if (read) return read;
  // A job of a moment ago may not be known yet; one that may have ended long since is not told as running.
  if (ctx.backend.clock.now() - asked.creationDate.getTime() < keptFor) return asked;
  throw new NotFoundError(
    `This was started before, on ${asked.creationDate.toISOString()}, as job ${asked.jobId}, which AWS has since forgotten. To start another, use another idempotencyKey.`,
  );
}

/** The job as it was asked for, and must be now. */
export const asAskedFor = (vault: VaultKey, started: StartedJob, parameters: StartParameters): GlacierJobRecord =>
  toGlacierJob(vault)({
    JobId: started.jobId,
    Action: actionOf[parameters.Type] as 'Select',
    VaultARN: vaultArn(vault),
    CreationDate: new Date(started.startedAt).toISOString(),
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
  description: `At most ${descriptionRoom} characters of printable ASCII; read again as the job's jobDescription.`,
  snsTopic: "A topic of the vault's region that is told of the end, besides the vault's own.",
  tier: 'STANDARD where left out.',
  location: "The job's relative address at AWS.",
};

/** What every kind of start checks alike. */
export const commonParameters = (
  { backend }: Context,
  input: { description?: string | null | undefined; snsTopic?: string | null | undefined },
  vault: VaultKey,
) => ({
  Description: checkDescription(input.description, ['input', 'description']),
  SNSTopic: checkSnsTopic(input.snsTopic, backend, vault, ['input', 'snsTopic']),
});

export const tierOf = (tier: typeof RetrievalTier.$inferInput | null | undefined) =>
  tier == null ? undefined : awsValue(tiers, tier);
