// The errors that clients of mutations can act on, as types, and the result unions. core/errors.ts defines their codes.

import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import {
  ForbiddenError,
  type GatewayError,
  IdempotencyError,
  IndeterminateError,
  InProgressError,
  InsufficientCapacityError,
  InvalidInputError,
  JobStatusError,
  LimitExceededError,
  NoLongerSupportedError,
  NotFoundError,
  NothingToRetryError,
  PolicyEnforcedError,
  RateLimitedError,
  ReportUnavailableError,
  ServiceUnavailableError,
  ThrottledError,
  UpstreamRefusedError,
} from '../core/errors.ts';
import { diagnoseRefusal } from '../diagnosis/diagnoseGlacier.ts';
import type { ReportState } from '../reports/reportState.ts';
import { BatchJobStatusEnum } from './batch/batchJobStatus.ts';
import { CompletionReportStatus } from './batch/completionReport.ts';
import { type GroupOfJob, TaskFailureGroup } from './batch/taskFailureGroup.ts';
import { Diagnosis } from './diagnosis.ts';
import { ErrorCodeEnum } from './errorCode.ts';
import { builder } from './kit/builder.ts';

const MutationError = builder.interfaceRef<GatewayError>('MutationError').implement({
  description: 'An error that a mutation returned instead of its payload.',
  fields: (t) => ({
    message: t.exposeString('message', {
      description: 'A message for people. If AWS refused the request, the message of AWS.',
    }),
    code: t.expose('code', { type: ErrorCodeEnum, description: 'The stable code of the error.' }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same mutation can succeed later without changes.',
    }),
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'The delay before a retry, in seconds; null if it is unknown, or a retry is of no use.',
    }),
    awsCode: t.exposeString('awsCode', {
      nullable: true,
      description: 'The error code of AWS, e.g. LimitExceededException; null if AWS was not called or did not respond.',
    }),
    diagnosis: t.field({
      type: Diagnosis,
      nullable: true,
      description:
        'Why AWS refused to start a retrieval, and what to do; null for other errors, and if nothing is known of the refusal.',
      resolve: diagnoseRefusal,
    }),
    awsRequestId: t.exposeString('awsRequestId', {
      nullable: true,
      description: 'The request ID to give to AWS Support; null if AWS was not called or did not respond.',
    }),
  }),
});

const interfaces = [MutationError];

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  interfaces,
  description: 'The vault, job or archive does not exist.',
});
builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  interfaces,
  description: 'An argument has a value that AWS or the gateway rejects.',
  fields: (t) => ({
    path: t.field({
      type: ['String'],
      description:
        'The path of the rejected value, e.g. ["input", "retrievalByteRange", "start"]; ["input"] if AWS does not name it.',
      resolve: ({ inputPath }) => [...inputPath],
    }),
  }),
});
builder.objectType(ForbiddenError, {
  name: 'ForbiddenError',
  interfaces,
  description: 'The access policy does not allow the caller this action, or AWS does not allow it to the gateway.',
});
builder.objectType(PolicyEnforcedError, {
  name: 'PolicyEnforcedError',
  interfaces,
  description:
    "The account's data retrieval policy refuses the retrieval. No job was started, and nothing was billed. With the strategy BYTES_PER_HOUR, `retryable` is true and `retryAfterSeconds` is 3600: running retrievals may have ended by then.",
});
builder.objectType(InsufficientCapacityError, {
  name: 'InsufficientCapacityError',
  interfaces,
  description: 'AWS currently has no capacity for Expedited retrievals. No job was started.',
});
builder.objectType(LimitExceededError, {
  name: 'LimitExceededError',
  interfaces,
  description: 'A quota of AWS is exhausted.',
});
builder.objectType(RateLimitedError, {
  name: 'RateLimitedError',
  interfaces,
  description: 'The caller has reached its limit of starts per hour. Nothing was started.',
});
builder.objectType(UpstreamRefusedError, {
  name: 'UpstreamRefusedError',
  interfaces,
  description:
    'AWS refused the request for a reason that this version of the gateway does not know. Nothing was changed.',
});
builder.objectType(ThrottledError, {
  name: 'ThrottledError',
  interfaces,
  description: 'AWS throttles the calls, or a queue of the gateway is full.',
});
builder.objectType(ServiceUnavailableError, {
  name: 'ServiceUnavailableError',
  interfaces,
  description:
    'AWS failed, did not respond in time, could not be reached, or does not accept the credentials of the gateway.',
});
builder.objectType(NoLongerSupportedError, {
  name: 'NoLongerSupportedError',
  interfaces,
  description: 'The account cannot use Glacier vaults: AWS has closed the service to new customers.',
});
builder.objectType(IndeterminateError, {
  name: 'IndeterminateError',
  interfaces,
  description:
    'It is unknown whether the job exists. Either the request was sent and its response was lost, or the gateway may have forgotten an earlier request with this key: then this one was not sent, and `retryAfterSeconds` says when it can be. Repeating the mutation with the same idempotencyKey finds out and never starts a second job (`retryable` is true). Without a key, look for the job before you start it again.',
});
builder.objectType(InProgressError, {
  name: 'InProgressError',
  interfaces,
  description: 'The same start is in progress in another request. Repeat the mutation to get its job.',
});
builder.objectType(IdempotencyError, {
  name: 'IdempotencyError',
  interfaces,
  description: 'The idempotency key was already used with other arguments.',
});
builder.objectType(JobStatusError, {
  name: 'JobStatusError',
  interfaces,
  description: 'The status of the job does not allow the change.',
  fields: (t) => ({
    status: t.field({
      type: BatchJobStatusEnum,
      nullable: true,
      description: 'The current status of the job; null if it could not be read.',
      resolve: ({ status }) => status as BatchJobStatus | null,
    }),
  }),
});

builder.objectType(ReportUnavailableError, {
  name: 'ReportUnavailableError',
  interfaces,
  description:
    'The completion report of the job does not exist, or cannot be read, so its failed tasks are not known. The message says what to do. Nothing was started.',
  fields: (t) => ({
    reportStatus: t.field({
      type: CompletionReportStatus,
      description: 'Whether S3 has written the report. WRITTEN if it is there and damaged.',
      resolve: ({ state }) => state as ReportState,
    }),
  }),
});
builder.objectType(NothingToRetryError, {
  name: 'NothingToRetryError',
  interfaces,
  description: 'The job has no failed task, or none that is to run again. Nothing was written or started.',
  fields: (t) => ({
    leftOut: t.field({
      type: [TaskFailureGroup],
      // As in the payload: a client selects both in one document.
      semanticNonNull: true,
      description: 'The failures that do not run again, the most frequent ones first. Empty if no task failed.',
      resolve: ({ leftOut }) => leftOut as GroupOfJob[],
    }),
  }),
});

type ErrorClass = new (...args: never[]) => GatewayError;

/** The errors that any write can return. */
const common: ErrorClass[] = [
  InvalidInputError,
  ForbiddenError,
  LimitExceededError,
  ThrottledError,
  ServiceUnavailableError,
  UpstreamRefusedError,
];

/** The `errors` option of a mutation: its result union of the payload, the common errors and its own errors. */
export const mutationErrors = (name: `${string}Result`, own: ErrorClass[] = []) => {
  const mutation = name.charAt(0).toLowerCase() + name.slice(1, -'Result'.length);
  return {
    types: [...common, ...own],
    union: { name, description: `The result of the mutation \`${mutation}\`: its payload or an error.` },
  };
};
