// A task of a completion report: what a Batch job did to one object, with its checksum or the result of its Lambda function.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import { checksumAlgorithm, computeObjectChecksumType } from '../../aws/s3control/structures/enums.ts';
import { diagnoseTask } from '../../diagnosis/diagnoseTask.ts';
import type { ReportTask as ReportTaskRecord } from '../../reports/reportTask.ts';
import {
  type ComputedChecksum,
  checksumOf,
  type LambdaResult,
  type LambdaResultCode,
  lambdaResultOf,
} from '../../reports/taskResult.ts';
import { Diagnosis } from '../diagnosis.ts';
import { builder } from '../kit/builder.ts';
import { enumTypeOf } from '../kit/structureTypes.ts';
import { BatchTaskStatus } from './completionReport.ts';

const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html';

/** The message of a task means what the operation of its job makes it mean. */
export interface TaskOfJob extends ReportTaskRecord, Pick<BatchJobRecord, 'operationName'> {}

export const taskOf = ({ operationName }: BatchJobRecord, task: ReportTaskRecord): TaskOfJob => ({
  ...task,
  operationName,
});

const ObjectChecksum = builder.objectRef<ComputedChecksum>('ComputedObjectChecksum').implement({
  description: `The checksum that a Batch job has computed of an object. ${guide}`,
  fields: (t) => ({
    algorithm: t.expose('algorithm', {
      type: enumTypeOf(checksumAlgorithm),
      nullable: true,
      description: 'The algorithm of the checksum; null if the report does not contain it.',
    }),
    type: t.expose('type', {
      type: enumTypeOf(computeObjectChecksumType),
      nullable: true,
      description: 'The data that the checksum is computed over; null if the report does not contain it.',
    }),
    base64: t.exposeString('base64', { description: 'The checksum in Base64, as the headers of S3 have it.' }),
    hex: t.exposeString('hex', { description: 'The checksum in hexadecimal digits with small letters.' }),
    eTag: t.exposeString('eTag', {
      nullable: true,
      description: 'The ETag of the object, without quotes; null if the report does not contain it.',
    }),
  }),
});

const LambdaResultCodeEnum = builder.enumType('LambdaResultCode', {
  description: 'How a Lambda function ended that a Batch job invoked for an object.',
  values: {
    SUCCEEDED: { description: 'The function reported that the task succeeded.' },
    TEMPORARY_FAILURE: {
      description: 'The function reported a temporary failure, after all attempts that S3 makes within a job.',
    },
    PERMANENT_FAILURE: { description: 'The function reported a permanent failure, or threw an error.' },
  } satisfies Record<LambdaResultCode, { description: string }>,
});

const LambdaTaskResult = builder.objectRef<LambdaResult>('LambdaTaskResult').implement({
  description: `The result of a Lambda function that a Batch job invoked for an object. ${guide}`,
  fields: (t) => ({
    resultCode: t.expose('resultCode', { type: LambdaResultCodeEnum, description: 'How the function ended.' }),
    resultString: t.exposeString('resultString', {
      nullable: true,
      description:
        'The text that the function returned, which S3 cuts at 1024 characters; null if it returned none, or threw an error.',
    }),
    functionError: t.exposeString('functionError', {
      nullable: true,
      description: 'The error that the function threw, mostly JSON with errorMessage; null if it threw none.',
    }),
  }),
});

export const ReportTask = builder.objectRef<TaskOfJob>('ReportTask').implement({
  description: `A task of a Batch job, as its completion report lists it: what the job did to one object. ${guide}`,
  fields: (t) => ({
    bucket: t.exposeString('bucket', { description: 'The name of the bucket of the object.' }),
    key: t.exposeString('key', {
      description:
        'The key of the object. Percent escapes of the manifest are decoded once; a plus sign is a plus sign. A key that is not encoded correctly is the same as `encodedKey`.',
    }),
    encodedKey: t.exposeString('encodedKey', {
      description: 'The key as the report and the manifest of the job have it, encoded for URLs.',
    }),
    versionId: t.exposeString('versionId', {
      nullable: true,
      description: 'The version ID of the object; null if the manifest named no version, or the null version.',
    }),
    status: t.expose('status', { type: BatchTaskStatus, description: 'Whether the task succeeded or failed.' }),
    httpStatusCode: t.exposeInt('httpStatusCode', {
      nullable: true,
      description: 'The HTTP status of the operation, 100 to 599, e.g. 403; null if the report has none.',
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'The error code of the operation, e.g. AccessDenied; null if the report has none.',
    }),
    message: t.exposeString('message', {
      nullable: true,
      description:
        'The message of the result, also of tasks that succeeded; null if the report has none. S3 cuts the result of a Lambda function at 1024 characters.',
    }),
    checksum: t.field({
      type: ObjectChecksum,
      nullable: true,
      description:
        'The computed checksum; null for jobs of other operations than S3_COMPUTE_OBJECT_CHECKSUM, and for failed tasks.',
      resolve: (task) => (task.operationName === 'S3_COMPUTE_OBJECT_CHECKSUM' ? checksumOf(task) : null),
    }),
    lambdaResult: t.field({
      type: LambdaTaskResult,
      nullable: true,
      description:
        'The result of the Lambda function; null for jobs of other operations than LAMBDA_INVOKE, and if the function was not invoked.',
      resolve: (task) => (task.operationName === 'LAMBDA_INVOKE' ? lambdaResultOf(task) : null),
    }),
    diagnosis: t.field({
      type: Diagnosis,
      nullable: true,
      description:
        'Why the task failed and what to do; null if it did not fail, or nothing is known of such a failure.',
      resolve: (task) => (task.status === 'SUCCEEDED' ? null : diagnoseTask(task)),
    }),
  }),
});
