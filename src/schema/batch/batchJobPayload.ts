// The payload of a mutation of a Batch job. AWS's response to the write reports the change. Reading the job afterwards adds to
// the payload, and cannot turn it into an error.
import type { GraphQLObjectType, GraphQLResolveInfo } from 'graphql';
import type { BatchJobDetails, BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { Context } from '../../context.ts';
import { GatewayError, NotFoundError } from '../../core/errors.ts';
import { type BatchJobKey, batchJobArn } from '../../core/location.ts';
import { targetOf } from '../../watch/watchTarget.ts';
import { builder } from '../kit/builder.ts';
import { costOf, costs } from '../kit/cost.ts';
import { mayRead } from '../kit/rules.ts';
import { fieldNamesIn } from '../kit/selectedFields.ts';
import { BatchJob } from './batchJob.ts';

export interface ChangedBatchJob {
  job: BatchJobKey;
  /** What the change determines: used if the job cannot be read. */
  determined: DeterminedFields | { created: { job: BatchJobRecord; details: BatchJobDetails } };
}

/** By the names of fields, which are those of the record's members. */
type DeterminedFields = Partial<Pick<BatchJobRecord, 'priority' | 'status' | 'awsStatus'>>;

/** After a write: lists show it, what was read of the job before is discarded, and its watch is woken. */
export function changedBatchJob(
  ctx: Context,
  job: BatchJobKey,
  determined: ChangedBatchJob['determined'] = {},
): ChangedBatchJob {
  if ('created' in determined) ctx.jobIndex.put(determined.created.job);
  else ctx.jobIndex.patch(job, determined);
  ctx.loaders.batchJob.clear(job);
  ctx.watches.wake(targetOf({ kind: 'BatchJob', ...job }));
  return { job, determined };
}

export const batchJobPayload = (name: string, description: string) =>
  builder.objectRef<ChangedBatchJob>(name).implement({
    description,
    fields: (t) => ({
      job: t.field({
        type: BatchJob,
        authScopes: ({ job }, _, ctx) => mayRead(ctx, job),
        description:
          'The job after the change. Fields that the change does not determine cost one DescribeJob call. Null, with an error, if that call failed: the change itself was made.',
        ...costs({ calls: 1, service: 's3Control', includes: ['DescribeJob'] }),
        resolve: (changed, _, ctx, info) => readChangedJob(ctx, changed, info),
      }),
    }),
  });

async function readChangedJob(
  ctx: Context,
  { job: key, determined }: ChangedBatchJob,
  info: GraphQLResolveInfo,
): Promise<BatchJobRecord> {
  const wanted = recordFieldsIn(info);
  if (wanted.length === 0) return partOf(key, {});
  let failure: GatewayError;
  try {
    const job = await ctx.loaders.batchJob.load(key);
    if (job) return job;
    failure = new NotFoundError(`AWS made the change and does not show the job ${key.jobId} yet. Read it again later.`);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    failure = error;
  }
  if ('created' in determined) {
    const { job, details } = determined.created;
    return { ...job, unread: { details, failure } };
  }
  if (wanted.every((name) => Object.hasOwn(determined, name === 'phase' ? 'status' : name)))
    return { ...partOf(key, determined), unread: { details: null, failure } };
  throw failure;
}

/** The record of a job of which only these members are selected. */
const partOf = (key: BatchJobKey, members: DeterminedFields): BatchJobRecord =>
  ({ kind: 'BatchJob', ...key, jobArn: batchJobArn(key), ...members }) as BatchJobRecord;

/** Fields that the key determines. */
const ofKey = new Set(['__typename', 'id', 'jobId', 'jobArn', 'accountId', 'region']);

/** The selected fields of the job's record. The others need its key, or a call of their own. */
function recordFieldsIn(info: GraphQLResolveInfo): string[] {
  const fields = (info.schema.getType('BatchJob') as GraphQLObjectType).getFields();
  return fieldNamesIn(info).filter((name) => {
    const { calls, shares } = (fields[name] && costOf(fields[name])) ?? {};
    return !ofKey.has(name) && calls === undefined && shares === undefined;
  });
}
