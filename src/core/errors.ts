// The error table: every error that a client can receive. The codes are part of the public interface; docs/errors.md is
// generated from this table. An error that is not in it is a bug: it is masked and logged.
import { GraphQLError } from 'graphql';

interface ErrorEntry {
  /** Whether the same request can succeed later without a change. */
  retryable: boolean;
  /** For docs/errors.md. */
  description: string;
}

export const errorTable = {
  BAD_USER_INPUT: {
    retryable: false,
    description: 'AWS or the gateway refuses an argument. The message names the argument and states what is allowed.',
  },
  UNAUTHENTICATED: {
    retryable: false,
    description: 'Credentials are missing, invalid or expired.',
  },
  NOT_FOUND: {
    retryable: false,
    description: 'The vault, job or archive does not exist, or the caller may not know that it exists.',
  },
  FORBIDDEN: {
    retryable: false,
    description:
      'The authorization policy does not allow the action to this caller, or IAM does not allow it to the gateway. On `/sns`: the message is refused.',
  },
  GATEWAY_CREDENTIALS: {
    retryable: true,
    description:
      "The gateway's own AWS credentials are missing, invalid or expired. Nothing was executed. The log of the gateway has the reason; its operator has to act.",
  },
  POLICY_ENFORCED: {
    retryable: false,
    description:
      "The account's data retrieval policy refuses the retrieval. Nothing was started or billed. With the strategy BYTES_PER_HOUR, `retryable` is true and `retryAfterSeconds` is 3600: running retrievals may have ended by then.",
  },
  INSUFFICIENT_CAPACITY: {
    retryable: true,
    description: 'AWS has no capacity for an Expedited retrieval at the moment. Nothing was started.',
  },
  LIMIT_EXCEEDED: {
    retryable: false,
    description: 'A quota of AWS is used up, for example the number of vaults, tags or capacity units.',
  },
  UPSTREAM_REFUSED: {
    retryable: false,
    description:
      'AWS refused the request for a reason that this version of the gateway does not know. The message is that of AWS.',
  },
  THROTTLED: {
    retryable: true,
    description:
      'AWS throttles the calls, or a queue of the gateway is full. `extensions.retryAfterSeconds` may state when to retry.',
  },
  RATE_LIMITED: {
    retryable: true,
    description:
      'The caller has reached a limit of requests, starts, subscriptions or CPU time. Events of a subscription have one of AWS calls and nodes per minute. `extensions.retryAfterSeconds` states when to retry.',
  },
  SERVICE_UNAVAILABLE: {
    retryable: true,
    description:
      'AWS failed, could not be reached, or sent an unreadable response. With `retryAfterSeconds`: the circuit breaker is open after repeated failures.',
  },
  DEADLINE_EXCEEDED: {
    retryable: true,
    description: 'AWS did not answer a read before the deadline, or the call was still queued at the deadline.',
  },
  INDETERMINATE: {
    retryable: false,
    description:
      'It is unknown whether the job exists. The response to its start was lost, or the gateway may have forgotten an earlier start with the key. It is also unknown if a job at AWS has a copy of the start token. With an idempotencyKey, sending the same request again is safe, and `retryable` is true. Without one, look for the job first.',
  },
  IN_PROGRESS: {
    retryable: true,
    description: 'Another request with the same idempotencyKey has not finished yet. Send the same request again.',
  },
  IDEMPOTENCY_MISMATCH: {
    retryable: false,
    description: 'The idempotencyKey was used before, with other arguments.',
  },
  JOB_STATUS: {
    retryable: false,
    description: 'The status of the job does not allow the operation.',
  },
  REPORT_UNAVAILABLE: {
    retryable: false,
    description:
      'The completion report of the job does not exist, or cannot be read: its failed tasks are not known. `retryable` is true if S3 may still write it. Nothing was started.',
  },
  NOTHING_TO_RETRY: {
    retryable: false,
    description: 'The job has no failed task, or none that is to run again. Nothing was written or started.',
  },
  NO_LONGER_SUPPORTED: {
    retryable: false,
    description: 'Glacier vaults are closed to this account. AWS has accepted no new customers since December 2025.',
  },
  OBJECT_ARCHIVED: {
    retryable: false,
    description:
      'An object of S3, such as a file of a completion report or an inventory, is in an archive class. Restore it first, or copy it to another storage class.',
  },
  OUTPUT_UNREADABLE: {
    retryable: false,
    description:
      'A job output is truncated or malformed. The message states the position of the first unreadable byte.',
  },
  INTERNAL_SERVER_ERROR: {
    retryable: false,
    description: 'A bug in the gateway. The log has the details under the same `extensions.errorId`.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

/** AWS's part of an error that comes from AWS. */
export interface AwsErrorDetails {
  /** AWS's own error name, e.g. ResourceNotFoundException. */
  awsCode: string | null;
  awsRequestId: string | null;
}

const notFromAws: AwsErrorDetails = { awsCode: null, awsRequestId: null };

interface GatewayErrorOptions {
  /** By default as the error table says. */
  retryable?: boolean;
  /** When the same request may succeed; null if that is unknown. */
  retryAfterSeconds?: number | null;
}

/** An error that clients may see. It is a GraphQLError, so that nothing masks it on its way to the response. */
export class GatewayError extends GraphQLError {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;
  readonly awsCode: string | null;
  readonly awsRequestId: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    aws: AwsErrorDetails = notFromAws,
    { retryable = errorTable[code].retryable, retryAfterSeconds = null }: GatewayErrorOptions = {},
  ) {
    super(message, {
      extensions: {
        code,
        retryable,
        ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
        ...(aws === notFromAws ? {} : { aws: { code: aws.awsCode, requestId: aws.awsRequestId } }),
      },
    });
    this.code = code;
    this.retryable = retryable;
    this.retryAfterSeconds = retryAfterSeconds;
    this.awsCode = aws.awsCode;
    this.awsRequestId = aws.awsRequestId;
  }
}

/** The class of errors that have a code and no further members. */
const coded = (code: ErrorCode) =>
  class extends GatewayError {
    constructor(message: string, aws?: AwsErrorDetails) {
      super(code, message, aws);
    }
  };

/** A value that AWS or the gateway refuses; `inputPath` leads to it, e.g. ["input", "retrievalByteRange", "start"]. */
export class InvalidInputError extends GatewayError {
  constructor(
    readonly inputPath: readonly string[],
    message: string,
    aws?: AwsErrorDetails,
  ) {
    super('BAD_USER_INPUT', message, aws);
    this.extensions['inputPath'] = inputPath;
  }
}

/** Rejects a value. The message begins with the path to it. */
export function rejectInput(path: readonly string[], reason: string): never {
  throw new InvalidInputError(path, `${path.join('.')}: ${reason}`);
}

export class UnauthenticatedError extends coded('UNAUTHENTICATED') {}

export class NotFoundError extends coded('NOT_FOUND') {}

/** What AWS returned for a field that is null only with an error. */
export function orNotFound<T>(found: T | null, message: string): T {
  if (found === null) throw new NotFoundError(message);
  return found;
}

export class ForbiddenError extends coded('FORBIDDEN') {}

/** `retryAfterSeconds`: when the policy may allow it; null if only another policy would. */
export class PolicyEnforcedError extends GatewayError {
  constructor(message: string, aws?: AwsErrorDetails, retryAfterSeconds: number | null = null) {
    super('POLICY_ENFORCED', message, aws, { retryable: retryAfterSeconds !== null, retryAfterSeconds });
  }
}

export class InsufficientCapacityError extends coded('INSUFFICIENT_CAPACITY') {}

export class LimitExceededError extends coded('LIMIT_EXCEEDED') {}

/** AWS's refusal for a reason that has no class of its own. */
export class UpstreamRefusedError extends coded('UPSTREAM_REFUSED') {}

export class ThrottledError extends GatewayError {
  constructor(message: string, aws?: AwsErrorDetails, retryAfterSeconds: number | null = null) {
    super('THROTTLED', message, aws, { retryAfterSeconds });
  }
}

export class ServiceUnavailableError extends GatewayError {
  constructor(
    message: string,
    aws?: AwsErrorDetails,
    code: 'SERVICE_UNAVAILABLE' | 'DEADLINE_EXCEEDED' | 'GATEWAY_CREDENTIALS' = 'SERVICE_UNAVAILABLE',
    retryAfterSeconds: number | null = null,
  ) {
    super(code, message, aws, { retryAfterSeconds });
  }
}

/** A failure that may end by itself within seconds. */
export const isTemporary = (error: unknown): error is ThrottledError | ServiceUnavailableError =>
  error instanceof ThrottledError || (error instanceof ServiceUnavailableError && error.code !== 'GATEWAY_CREDENTIALS');

/** It has no HTTP status: other parts of its document may have been executed. */
export class RateLimitedError extends GatewayError {
  constructor(
    message: string,
    override readonly retryAfterSeconds: number,
  ) {
    super('RATE_LIMITED', `${message} Retry in ${retryAfterSeconds} s.`, undefined, { retryAfterSeconds });
  }
}

export class NoLongerSupportedError extends coded('NO_LONGER_SUPPORTED') {}

/** It is unknown whether a job was started. With an idempotency key, the same request finds out. */
export class IndeterminateError extends GatewayError {
  constructor(message: string, aws?: AwsErrorDetails, retryable = false, retryAfterSeconds: number | null = null) {
    super('INDETERMINATE', message, aws, { retryable, retryAfterSeconds });
  }
}

export class InProgressError extends coded('IN_PROGRESS') {}

export class IdempotencyError extends coded('IDEMPOTENCY_MISMATCH') {}

/** A job output is unreadable from `byte` on, as AWS stores it. */
export class OutputUnreadableError extends GatewayError {
  constructor(
    reason: string,
    readonly byte: number,
  ) {
    super('OUTPUT_UNREADABLE', `The output is unreadable at byte ${byte}: ${reason}.`);
  }
}

/** The bytes of an object of S3 cannot be read: it is archived, and not restored. */
export class ObjectArchivedError extends GatewayError {
  constructor(
    { bucketName, key, storageClass }: { bucketName: string; key: string; storageClass: string | null },
    aws?: AwsErrorDetails,
  ) {
    const where = storageClass === null ? 'an archive class' : `the archive class ${storageClass}`;
    super(
      'OBJECT_ARCHIVED',
      `The object ${key} in the bucket ${bucketName} is in ${where} of S3. Restore it first, or copy it to another storage class.`,
      aws,
    );
  }
}

/** An object of S3 was replaced while it was read. */
export class ObjectChangedError extends ServiceUnavailableError {
  constructor(bucketName: string, key: string) {
    super(`The object ${key} in the bucket ${bucketName} was replaced while it was read. Read it again.`);
  }
}

/** `state` is whether S3 has written the report, in the words of the schema. */
export class ReportUnavailableError extends GatewayError {
  constructor(
    message: string,
    readonly state: string,
  ) {
    super('REPORT_UNAVAILABLE', message, undefined, { retryable: state === 'PENDING' });
  }
}

/** `leftOut`: the failures that do not run again, as the schema has them. */
export class NothingToRetryError extends GatewayError {
  constructor(
    message: string,
    readonly leftOut: readonly object[],
  ) {
    super('NOTHING_TO_RETRY', message);
  }
}

/** `status` is the status of the job in the words of the schema; null if it could not be read. */
export class JobStatusError extends GatewayError {
  constructor(
    message: string,
    aws?: AwsErrorDetails,
    readonly status: string | null = null,
  ) {
    super('JOB_STATUS', message, aws);
  }
}
