// Every error that a caller can meet, in one table. The codes are part of the public interface: docs/errors.md lists them,
// and a test compares the two. Whatever is not in this table is a bug, is masked and is logged.
import { GraphQLError } from 'graphql';

/** code -> what it means and whether the same call can succeed later without a change. */
export const errorTable = {
  BAD_USER_INPUT: {
    retryable: false,
    meaning: 'An argument that AWS or the gateway refuses; the message names it and says what is allowed.',
  },
  UNAUTHENTICATED: {
    retryable: false,
    meaning: 'Nobody, or nobody known, says to be the caller: credentials are missing, wrong or over.',
  },
  NOT_FOUND: { retryable: false, meaning: 'The vault, job or archive that the call is about does not exist.' },
  FORBIDDEN: {
    retryable: false,
    meaning:
      'The policy does not allow it to this caller, or AWS does not allow it to the gateway; on /sns, the message is refused.',
  },
  POLICY_ENFORCED: {
    retryable: false,
    meaning: "The account's data retrieval policy refuses the retrieval; nothing was started or billed.",
  },
  INSUFFICIENT_CAPACITY: {
    retryable: true,
    meaning: 'AWS has no capacity for an Expedited retrieval now; nothing was started.',
  },
  LIMIT_EXCEEDED: { retryable: false, meaning: 'An AWS quota (vaults, tags, capacity units) is used up.' },
  THROTTLED: {
    retryable: true,
    meaning:
      'AWS asks to be called less often, or more is wanted of it than it takes; extensions may have retryAfterSeconds.',
  },
  RATE_LIMITED: {
    retryable: true,
    meaning:
      'The caller has used up its requests, starts or subscriptions; extensions.retryAfterSeconds says when to come again.',
  },
  SERVICE_UNAVAILABLE: {
    retryable: true,
    meaning:
      'AWS failed, could not be reached, or answered something unreadable; with retryAfterSeconds, it did so again and again and is left alone for a moment.',
  },
  DEADLINE_EXCEEDED: {
    retryable: true,
    meaning: "AWS did not answer a read within the gateway's deadline, or had no room for it until then.",
  },
  INDETERMINATE: {
    retryable: false,
    meaning:
      'A start was sent and its answer lost: the job may or may not exist. The same call with the same idempotencyKey goes on from there and is safe (retryable is then yes); without a key, look for the job first.',
  },
  IN_PROGRESS: {
    retryable: true,
    meaning: 'The same start is under way elsewhere and has not come to an end yet; ask again with the same key.',
  },
  IDEMPOTENCY_MISMATCH: {
    retryable: false,
    meaning: 'The idempotency key was used before, with other arguments.',
  },
  JOB_STATUS: {
    retryable: false,
    meaning: 'The job is in a state that does not allow this.',
  },
  NO_LONGER_SUPPORTED: {
    retryable: false,
    meaning: 'Glacier vaults are closed to this account: AWS takes no new customers since December 2025.',
  },
  OUTPUT_UNREADABLE: {
    retryable: false,
    meaning: "A job's output is cut short or not in AWS's form; the message names the byte.",
  },
  INTERNAL_SERVER_ERROR: {
    retryable: false,
    meaning: 'A fault of the gateway; its log has it under extensions.errorId.',
  },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorTable;

/** What AWS said, kept with every error that comes from it. */
export interface AwsErrorDetails {
  /** AWS's own error name, e.g. ResourceNotFoundException. */
  awsCode: string | null;
  awsRequestId: string | null;
}

const notFromAws: AwsErrorDetails = { awsCode: null, awsRequestId: null };

/** An error that a caller may see as it is. A GraphQLError, so that nothing between here and the answer masks it. */
export class GatewayError extends GraphQLError {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly awsCode: string | null;
  readonly awsRequestId: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    aws: AwsErrorDetails = notFromAws,
    retryable: boolean = errorTable[code].retryable,
  ) {
    super(message, {
      extensions: {
        code,
        retryable,
        ...(aws === notFromAws ? {} : { aws: { code: aws.awsCode, requestId: aws.awsRequestId } }),
      },
    });
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
    this.awsCode = aws.awsCode;
    this.awsRequestId = aws.awsRequestId;
  }
}

/** The class of the errors that have a code and nothing more. */
const coded = (code: ErrorCode) =>
  class extends GatewayError {
    constructor(message: string, aws?: AwsErrorDetails) {
      super(code, message, aws);
    }
  };

/** A value that AWS or the gateway refuses; `path` leads to it, e.g. ["input", "retrievalByteRange", "start"]. */
export class InvalidInputError extends GatewayError {
  constructor(
    readonly inputPath: readonly string[],
    message: string,
    aws?: AwsErrorDetails,
  ) {
    super('BAD_USER_INPUT', message, aws);
  }
}

/** Who calls is not known. */
export class UnauthenticatedError extends coded('UNAUTHENTICATED') {}

export class NotFoundError extends coded('NOT_FOUND') {}

export class ForbiddenError extends coded('FORBIDDEN') {}

export class PolicyEnforcedError extends coded('POLICY_ENFORCED') {}

export class InsufficientCapacityError extends coded('INSUFFICIENT_CAPACITY') {}

export class LimitExceededError extends coded('LIMIT_EXCEEDED') {}

export class ThrottledError extends GatewayError {
  constructor(
    message: string,
    aws?: AwsErrorDetails,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super('THROTTLED', message, aws);
    if (retryAfterSeconds !== null) this.extensions['retryAfterSeconds'] = retryAfterSeconds;
  }
}

export class ServiceUnavailableError extends GatewayError {
  constructor(
    message: string,
    aws?: AwsErrorDetails,
    code: 'SERVICE_UNAVAILABLE' | 'DEADLINE_EXCEEDED' = 'SERVICE_UNAVAILABLE',
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(code, message, aws);
    if (retryAfterSeconds !== null) this.extensions['retryAfterSeconds'] = retryAfterSeconds;
  }
}

/** A caller has used up what the gateway gives one caller. */
export class RateLimitedError extends GatewayError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super('RATE_LIMITED', `${message} Come again in ${retryAfterSeconds} s.`);
    // Yoga makes an answer's status and headers of it, and tells it nobody.
    const http = { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } };
    Object.assign(this.extensions, { retryAfterSeconds, http });
  }
}

export class NoLongerSupportedError extends coded('NO_LONGER_SUPPORTED') {}

/** Whether a job was started is not known. With a key of the caller's, the same call finds out. */
export class IndeterminateError extends GatewayError {
  constructor(message: string, aws?: AwsErrorDetails, retryable = false) {
    super('INDETERMINATE', message, aws, retryable);
  }
}

/** The same start is under way elsewhere. */
export class InProgressError extends coded('IN_PROGRESS') {}

/** The same idempotency key with other arguments. */
export class IdempotencyError extends coded('IDEMPOTENCY_MISMATCH') {}

/** The output of a job, as AWS keeps it, cannot be read from `byte` on. */
export class OutputUnreadableError extends GatewayError {
  constructor(
    reason: string,
    readonly byte: number,
  ) {
    super('OUTPUT_UNREADABLE', `The output is unreadable at byte ${byte}: ${reason}.`);
  }
}

/** The job's state does not allow it; `status` is that state in the schema's words, where it could be read. */
export class JobStatusError extends GatewayError {
  constructor(
    message: string,
    aws?: AwsErrorDetails,
    readonly status: string | null = null,
  ) {
    super('JOB_STATUS', message, aws);
  }
}
