// The objects of a restore job: how many are readable, until when, and each of them.
import type { BatchJobDetails, BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type {
  RestoreProgress as ProgressRecord,
  RestoreState as RestoreStateName,
} from '../../aws/s3control/restoreProgress.ts';
import type { Context } from '../../context.ts';
import { GatewayError, ObjectChangedError } from '../../core/errors.ts';
import { batchJobArn } from '../../core/location.ts';
import { batchPhaseOf } from '../../jobs/batchJobState.ts';
import { DateTimeRange } from '../job.ts';
import { builder } from '../kit/builder.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { staleCursor } from '../kit/cursor.ts';
import { FilePage } from '../kit/filePage.ts';
import { decodeFilePosition, encodeFilePosition } from '../kit/filePositionCursor.ts';
import { nullIfEmpty } from '../kit/nullIfEmpty.ts';
import { type ConnectionArguments, checkFirst, emptyPage, maxFirst } from '../kit/readConnection.ts';
import { readersOnly } from '../kit/rules.ts';
import { BatchJob, detailsOf } from './batchJob.ts';
import { RestoredObject, RestoredObjectRecord, RestoreStateInput } from './restoredObject.ts';

const RestoredObjectConnection = connectionType<RestoredObjectRecord>(
  'RestoredObject',
  RestoredObject,
  'the objects of a restore job',
);

interface RestoresOfJob extends ProgressRecord {
  job: BatchJobRecord;
  details: BatchJobDetails;
}

const counted = (states: string) =>
  `${states} Of the objects that were checked: \`checked\` is the sum of all counts of states.`;

const countOf = (state: RestoreStateName, description: string) => ({
  type: 'SafeInt' as const,
  description: counted(description),
  resolve: ({ counts }: RestoresOfJob): number => counts[state],
});

const RestoreProgress = builder.objectRef<RestoresOfJob>('RestoreProgress').implement({
  description:
    'The objects of a restore job, which S3 restores after the job has ended. Up to 1,000 objects are all checked, and of a larger job a sample of 500 that is spread over its manifest. `restoreUpdates` counts other objects as their events arrive. It checks all objects once the restores of the sample have ended, as far as 2,000 AWS calls reach. Objects whose task failed are counted by their present state. https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-initiate-restore-object.html',
  fields: (t) => ({
    requested: t.expose('requested', {
      type: 'SafeInt',
      nullable: true,
      description: 'The number of restores that the job has requested: its succeeded tasks. Null if AWS reports none.',
    }),
    checked: t.expose('checked', { type: 'SafeInt', description: 'The number of objects whose state is known.' }),
    isWhole: t.exposeBoolean('isWhole', {
      description: 'Whether the state of every object of the manifest is known. False for a sample.',
    }),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      nullable: true,
      description:
        'The time of the last check, or of a later event of S3 that changed a state. Null if no object was checked: the job has not read its manifest, or `restoreUpdates` still follows the job.',
    }),
    awaitingRequest: t.field(countOf('REQUESTED', 'Objects in the state REQUESTED.')),
    inProgress: t.field(countOf('IN_PROGRESS', 'Objects in the state IN_PROGRESS.')),
    readable: t.field(countOf('READABLE', 'Objects in the state READABLE.')),
    lukewarm: t.field(countOf('LUKEWARM', 'Objects in the state LUKEWARM: their copies end soon.')),
    notRestored: t.field(countOf('NOT_RESTORED', 'Objects in the state NOT_RESTORED.')),
    missing: t.field(countOf('MISSING', 'Objects in the state MISSING.')),
    other: t.field(countOf('OTHER', 'Objects in the state OTHER.')),
    isSettled: t.exposeBoolean('isSettled', {
      description:
        'Whether the job has ended, no object that S3 was asked about waits for its restore, and no check failed temporarily: no more of them become readable.',
    }),
    expectedReadable: t.field({
      type: DateTimeRange,
      nullable: true,
      description:
        'When the objects that wait are likely to be readable: from the end of the job and the typical times that AWS publishes for their storage classes and the tier. It lies in the past for overdue restores. Null if no object waits, or the job has not ended.',
      resolve: ({ expectedReadable }) => expectedReadable,
    }),
    readableUntil: t.expose('readableUntil', {
      type: 'DateTime',
      nullable: true,
      description:
        'The earliest end of a readable copy: a midnight of UTC. Null if there is none, or no copy ends, as in Intelligent-Tiering.',
    }),
    objects: t.field({
      type: RestoredObjectConnection,
      nullable: true,
      description:
        'The objects in the order of the manifest, with their present states. A page costs one GetObject call of the manifest, and the calls of `objectRestores`. With `states`, a page searches up to 1,000 objects: it may have fewer items than `first`, or none, although more follow. Null if the policy hides the bucket of the manifest.',
      ...readersOfJob(),
      args: {
        ...connectionArguments(t.arg),
        states: t.arg({
          type: [RestoreStateInput],
          description: 'Objects in one of these states; all objects if omitted or empty.',
        }),
      },
      ...costs({
        calls: ({ first }: ConnectionArguments) => (checkFirst(first) === 0 ? 0 : 2),
        nodes: ({ first }: ConnectionArguments) => checkFirst(first),
        service: 's3',
      }),
      resolve: (restores, { states, ...page }, ctx) => readObjects(restores, page, nullIfEmpty(states), ctx),
    }),
  }),
});

function readersOfJob() {
  const { authScopes } = readersOnly;
  return {
    authScopes: ({ job }: RestoresOfJob, args: unknown, ctx: Context): boolean => authScopes(job, args, ctx),
  };
}

async function readObjects(
  { job, details }: RestoresOfJob,
  { first, after }: ConnectionArguments,
  states: readonly RestoreStateName[] | null,
  ctx: Context,
) {
  const wanted = checkFirst(first);
  const scope = `restores ${batchJobArn(job)} ${states === null ? '' : [...new Set(states)].sort()}`;
  const position = after == null ? null : decodeFilePosition(scope, after);
  if (wanted === 0) return emptyPage(position !== null);
  try {
    const query = { first: states === null ? wanted : maxFirst, after: position };
    const page = await ctx.manifests.page(details, query);
    if (!page) return null;
    const found = await ctx.restores.statuses(job, page.rows);
    const context = { ...ctx.restores.context(), isRequesting: batchPhaseOf(job) !== 'DONE' };
    const all = page.rows.map((row, index) => new RestoredObjectRecord(row, found[index] ?? null, context));
    const matching = [...all.entries()].filter(([, object]) => states === null || isIn(states, object));
    const taken = matching.slice(0, wanted);
    const [last] = taken.at(-1) ?? [];
    const isCut = matching.length > taken.length;
    const positions = page.positions.map(encodeFilePosition);
    const next = page.next && encodeFilePosition(page.next);
    return new FilePage({
      scope,
      nodes: taken.map(([, object]) => object),
      positions: taken.map(([index]) => positions[index] ?? []),
      next: isCut && last !== undefined ? (positions[last] ?? null) : next,
      hasPreviousPage: position !== null,
      skipped: page.skipped,
    });
  } catch (error) {
    throw position && error instanceof ObjectChangedError ? staleCursor() : error;
  }
}

/** An object that could not be read may be in any state. */
const isIn = (states: readonly RestoreStateName[], object: RestoredObjectRecord): boolean =>
  object.found instanceof GatewayError || states.includes(object.state);

builder.objectField(BatchJob, 'restores', (t) =>
  t.field({
    type: RestoreProgress,
    nullable: true,
    description:
      'Whether the objects of a restore job are readable: the job completes when it has requested the restores, hours before. Null for other operations, and if the policy hides one of its buckets. Costs one DescribeJob call, one GetObject call of the manifest, or ten for a sample, and the calls of `objectRestores`. In `restoreUpdates` it costs none: the events contain it.',
    ...readersOnly,
    // Between the manifest and a list of a small job, and ten of each of a sample.
    ...costs({ calls: 6, shares: 'DescribeJob', service: 's3' }),
    resolve: async (job, _, ctx, info) => {
      if (job.operationName !== 'S3_INITIATE_RESTORE_OBJECT') return null;
      const details = await detailsOf(job, ctx);
      const progress = await ctx.restores.progress({ job, details });
      if (!progress) return null;
      const { failure } = progress;
      if (failure && progress.checked === 0) throw new GatewayError(failure.code, failure.message);
      if (failure) ctx.report(new GatewayError(failure.code, failure.message), info);
      return { ...progress, job, details };
    },
  }),
);
