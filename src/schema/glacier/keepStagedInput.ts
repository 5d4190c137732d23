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
  description: `Until when a retrieval is kept staged: whichever comes first. At least one of the fields is required. When its output expires soon, the gateway starts the retrieval again, in your name and at its full price. That is EXPIRING_SOON_SECONDS before the end, by default 5 hours.`,
  fields: (t) => ({
    until: t.field({
      type: 'DateTime',
      description: `The date, at most ${longestDays} days ahead: each day costs about one more retrieval. The default is the longest time. A retrieval whose output is guaranteed until then is not started again.`,
    }),
    untilDownloaded: t.boolean({
      defaultValue: false,
      description:
        'Whether to stop once the whole output was downloaded from the gateway, at once or in ranges. A download counts when the gateway has sent and verified all of its bytes.',
    }),
  }),
});

export const keepStagedField = (t: Parameters<typeof vaultField>[0]) =>
  t.field({
    type: KeepStagedInput,
    description: 'Keeps the retrieval staged after its output would expire; not kept if omitted.',
  });

type Given = typeof KeepStagedInput.$inferInput | null | undefined;

/** Checked before anything is started. Null if the retrieval is not to be kept. */
export function keepTermsOf({ backend, keeper }: Context, given: Given): KeepTerms | null {
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
  keeper.assertRoom();
  return { until: until?.getTime() ?? latest, untilDownloaded: untilDownloaded === true };
}

export interface KeptStart {
  vault: VaultKey;
  started: Pick<StartedJob, 'jobId' | 'startedAt'>;
  parameters: KeptRetrieval['parameters'];
  terms: KeepTerms | null;
}

/** After a start. AWS has accepted it, so a failure to keep it is an error beside the payload. */
export async function keepStarted(
  ctx: Context,
  info: GraphQLResolveInfo,
  { vault, started: { jobId, startedAt }, parameters, terms }: KeptStart,
): Promise<void> {
  if (!terms) return;
  const { id, credential, claims } = ctx.caller;
  const { accountId, region, vaultName } = vault;
  await reportFailure(ctx, info, () =>
    ctx.keeper.keep(
      { accountId, region, vaultName, jobId },
      { startedAt, parameters, owner: { id, credential, claims }, ...terms },
    ),
  );
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
