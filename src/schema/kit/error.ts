// The errors that a caller of a mutation can act on, as types. Their codes and meanings stand in errors.ts.

import type { BatchJobStatus } from '../../aws/s3control/batchJob.ts';
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
  PolicyEnforcedError,
  ServiceUnavailableError,
  ThrottledError,
} from '../../core/errors.ts';
import { BatchJobStatusEnum } from '../batch/batchJob.ts';
import { builder } from './builder.ts';

const ErrorInterface = builder.interfaceRef<GatewayError>('Error').implement({
  description: 'Why a mutation was not carried out.',
  fields: (t) => ({
    message: t.exposeString('message', { description: "For people; AWS's own words where AWS refused." }),
    code: t.exposeString('code', { description: 'Stable, as in docs/errors.md.' }),
    retryable: t.exposeBoolean('retryable', {
      description: 'Whether the same call can succeed later without a change.',
    }),
    awsCode: t.exposeString('awsCode', {
      nullable: true,
      description:
        "AWS's name of the error, e.g. LimitExceededException; null where AWS was not asked or did not answer.",
    }),
    awsRequestId: t.exposeString('awsRequestId', {
      nullable: true,
      description: 'For AWS support; null where AWS was not asked or did not answer.',
    }),
  }),
});

const interfaces = [ErrorInterface];

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  interfaces,
  description: 'The vault, job or archive does not exist.',
});
builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  interfaces,
  description: 'A value that AWS or the gateway refuses.',
  fields: (t) => ({
    path: t.field({
      type: ['String'],
      description:
        'Names the value, e.g. ["input", "retrievalByteRange", "start"]; ["input"] where AWS does not say which.',
      resolve: ({ inputPath }) => [...inputPath],
    }),
  }),
});
builder.objectType(ForbiddenError, {
  name: 'ForbiddenError',
  interfaces,
  description: 'The policy does not allow it to the caller, or AWS does not allow it to the gateway.',
});
builder.objectType(PolicyEnforcedError, {
  name: 'PolicyEnforcedError',
  interfaces,
  description: "The account's data retrieval policy refuses it; nothing was started or billed.",
});
builder.objectType(InsufficientCapacityError, {
  name: 'InsufficientCapacityError',
  interfaces,
  description: 'No capacity for an Expedited retrieval now; nothing was started.',
});
builder.objectType(LimitExceededError, {
  name: 'LimitExceededError',
  interfaces,
  description: 'An AWS quota is used up.',
});
builder.objectType(ThrottledError, {
  name: 'ThrottledError',
  interfaces,
  description: 'AWS asks to be called less often, or more is wanted of it than it takes; nothing was done.',
  fields: (t) => ({
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'Null where AWS does not say.',
    }),
  }),
});
builder.objectType(ServiceUnavailableError, {
  name: 'ServiceUnavailableError',
  interfaces,
  description: 'AWS failed or could not be reached.',
  fields: (t) => ({
    retryAfterSeconds: t.exposeInt('retryAfterSeconds', {
      nullable: true,
      description: 'When AWS will be asked again, where it failed again and again; else null.',
    }),
  }),
});
builder.objectType(NoLongerSupportedError, {
  name: 'NoLongerSupportedError',
  interfaces,
  description: 'Glacier vaults are closed to this account.',
});
builder.objectType(IndeterminateError, {
  name: 'IndeterminateError',
  interfaces,
  description:
    'The start was sent and its answer is lost: the job may or may not exist. The same call with the same idempotencyKey finds out, and starts no second job (`retryable` is then true); without a key, look for the job before starting it again.',
});
builder.objectType(InProgressError, {
  name: 'InProgressError',
  interfaces,
  description: 'The same start is under way elsewhere and has not come to an end yet; send the same call again.',
});

builder.objectType(IdempotencyError, {
  name: 'IdempotencyError',
  interfaces,
  description: 'The idempotency key was used before, with other arguments.',
});
builder.objectType(JobStatusError, {
  name: 'JobStatusError',
  interfaces,
  description: 'The job is in a state that does not allow this.',
  fields: (t) => ({
    status: t.field({
      type: BatchJobStatusEnum,
      nullable: true,
      description: 'The state it is in; null where that could not be read.',
      resolve: ({ status }) => status as BatchJobStatus | null,
    }),
  }),
});

type ErrorClass = new (...args: never[]) => GatewayError;

/** What any AWS call can answer. */
const common: ErrorClass[] = [
  InvalidInputError,
  ForbiddenError,
  ThrottledError,
  ServiceUnavailableError,
  NoLongerSupportedError,
];

/** The `errors` option of a mutation: its result union, with the common errors and those of its own. */
export const mutationErrors = (name: string, own: ErrorClass[] = []) => ({
  types: [...common, ...own],
  union: { name, description: 'What came of it.' },
});
