// The input that keeps a retrieval staged, and what a start does with it.
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../../context.ts';
import { GatewayError, rejectInput, ServiceUnavailableError } from '../../core/errors.ts';
import type { VaultKey } from '../../core/location.ts';
import { type KeepTerms, type KeptRetrieval, longestKeep } from '../../staging/keptRetrieval.ts';
import type { StartedJob } from '../../starts/reservations.ts';
import { builder } from '../kit/builder.ts';
import type { vaultField } from '../kit/references.ts';

const longestDays = longestKeep / (24 * 3_600_000);

const KeepStagedInput = builder.inputType('KeepStagedInput', {
  description: `Until when a retrieval is kept staged: whichever comes first. At least one of the fields is required. When its output expires soon, the gateway starts the retrieval again, in your name and at its full price. That is EXPIRING_SOON_SECONDS before the end, by default 5 hours, and 12 hours for the tier BULK: not later than a retrieval of its tier can take.`,
  fields: (t) => ({
    until: t.field({
      type: 'DateTime',
      description: `The date, at most ${longestDays} days ahead: each day costs about one more retrieval, or up to two of the tier BULK. The default is the longest time. A retrieval whose output is guaranteed until then is not started again.`,
    }),
    untilDownloaded: t.boolean({
      defaultValue: false,
      description:
        'Whether to stop once the whole output was downloaded from the gateway, at once or in ranges. A download counts when the gateway has sent and verified all of its bytes.',
    }),
  }),
});

export const keepStagedField = (
  t: Parameters<typeof vaultField>[0],
  description = 'Keeps the retrieval staged after its output would expire; not kept if omitted.',
) => t.field({ type: KeepStagedInput, description });

type Given = typeof KeepStagedInput.$inferInput | null | undefined;

/** Checked before anything is started. Null if the retrievals, so many, are not to be kept. */
export function keepTermsOf({ backend, keeper }: Context, given: Given, count = 1): KeepTerms | null {
  if (!given) return null;
  const path = ['input', 'keepStaged'];
  const { until, untilDownloaded } = given;
  if (!until && untilDownloaded !== true) {
    rejectInput(path, 'give a date in `until`, or set `untilDownloaded` to true.');
  }
  const now = backend.clock.now();
  const latest = now + longestKeep;
  if (until && until.getTime() <= now) rejectInput([...path, 'until'], 'the date has passed.');
  if (until && until.getTime() > latest) {
    rejectInput(
      [...path, 'until'],
      `the date is more than ${longestDays} days ahead. Each day costs another retrieval: copy the archive to S3 to keep it longer.`,
    );
  }
  keeper.assertRoom(count);
  return { until: until?.getTime() ?? latest, untilDownloaded: untilDownloaded === true };
}

export interface KeptStart {
  vault: VaultKey;
  started: Pick<StartedJob, 'jobId' | 'startedAt'>;
  parameters: KeptRetrieval['parameters'];
  terms: KeepTerms | null;
}

/** After a start. AWS has accepted it, so a failure to keep it is an error beside the payload. */
export const keepStarted = (ctx: Context, info: GraphQLResolveInfo, start: KeptStart): Promise<void> =>
  reportFailure(ctx, info, () => keep(ctx, start));

/** The same of many starts. */
export const keepAllStarted = (ctx: Context, info: GraphQLResolveInfo, starts: readonly KeptStart[]): Promise<void> =>
  reportFailures(
    ctx,
    info,
    starts.map((start) => () => keep(ctx, start)),
  );

/** Changes for jobs that were started. All failures are one error beside the payload. */
export async function reportFailures(
  ctx: Context,
  info: GraphQLResolveInfo,
  changes: readonly (() => Promise<void>)[],
): Promise<void> {
  const done = await Promise.allSettled(changes.map((change) => change()));
  const failed = done.filter(({ status }) => status === 'rejected').length;
  if (failed === 0) return;
  const reason = `${failed} of ${changes.length} jobs were started, but the gateway could not store that they are to be kept staged. Repeat the mutation with the same idempotencyKey.`;
  ctx.report(new ServiceUnavailableError(reason), info);
}

async function keep(
  { caller, keeper }: Context,
  { vault, started: { jobId, startedAt }, parameters, terms }: KeptStart,
): Promise<void> {
  if (!terms) return;
  const { id, credential, claims } = caller;
  const { accountId, region, vaultName } = vault;
  const owner = { id, credential, claims };
  await keeper.keep({ accountId, region, vaultName, jobId }, { startedAt, parameters, owner, ...terms });
}

/** A store that fails is an error beside the payload. */
export async function reportFailure(
  ctx: Context,
  info: GraphQLResolveInfo,
  change: () => Promise<void>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    const reason = 'The job was started, but the gateway could not store that it is to be kept staged.';
    ctx.report(error instanceof GatewayError ? error : new ServiceUnavailableError(reason), info);
  }
}
