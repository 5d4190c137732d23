// Error responses: one class for AWS errors and one for the simulator's own, so that an unsupported request never looks like an
// AWS error. Messages are those seen on the wire where known; the others are ours.

interface Rule {
  status: number;
  type: 'Client' | 'Server';
}

/**
 * Glacier's codes with the status its guide gives them (the model says 400 for InsufficientCapacityException), then S3 Control's,
 * for which nothing gives one: those of S3 where it has the code, else what the name says. Then those of S3 from its list of error codes, where
 * the status is not 400. SNS's model gives its own.
 */
export const errorCodes = {
  AccessDeniedException: { status: 403, type: 'Client' },
  BadRequest: { status: 400, type: 'Client' },
  InsufficientCapacityException: { status: 503, type: 'Server' },
  InternalFailure: { status: 500, type: 'Server' },
  InvalidParameterValueException: { status: 400, type: 'Client' },
  LimitExceededException: { status: 400, type: 'Client' },
  MissingParameterValueException: { status: 400, type: 'Client' },
  NoLongerSupportedException: { status: 400, type: 'Client' },
  PolicyEnforcedException: { status: 400, type: 'Client' },
  RequestTimeoutException: { status: 408, type: 'Client' },
  ResourceNotFoundException: { status: 404, type: 'Client' },
  SerializationException: { status: 400, type: 'Client' },
  ServiceUnavailableException: { status: 500, type: 'Server' },
  ThrottlingException: { status: 400, type: 'Client' },
  UnknownOperationException: { status: 404, type: 'Client' },

  AccessDenied: { status: 403, type: 'Client' },
  BadRequestException: { status: 400, type: 'Client' },
  IdempotencyException: { status: 400, type: 'Client' },
  InternalServiceException: { status: 500, type: 'Server' },
  InvalidNextTokenException: { status: 400, type: 'Client' },
  InvalidRequest: { status: 400, type: 'Client' },
  InvalidRequestException: { status: 400, type: 'Client' },
  JobStatusException: { status: 400, type: 'Client' },
  MalformedXML: { status: 400, type: 'Client' },
  NoSuchJob: { status: 404, type: 'Client' },
  NoSuchJobException: { status: 404, type: 'Client' },
  NotFoundException: { status: 404, type: 'Client' },
  SlowDown: { status: 503, type: 'Server' },
  TooManyRequestsException: { status: 429, type: 'Client' },
  TooManyTagsException: { status: 400, type: 'Client' },

  BadDigest: { status: 400, type: 'Client' },
  BucketAlreadyExists: { status: 409, type: 'Client' },
  BucketAlreadyOwnedByYou: { status: 409, type: 'Client' },
  BucketNotEmpty: { status: 409, type: 'Client' },
  GlacierExpeditedRetrievalNotAvailable: { status: 503, type: 'Server' },
  InvalidObjectState: { status: 403, type: 'Client' },
  InvalidRange: { status: 416, type: 'Client' },
  MethodNotAllowed: { status: 405, type: 'Client' },
  NoSuchBucket: { status: 404, type: 'Client' },
  NoSuchKey: { status: 404, type: 'Client' },
  NoSuchUpload: { status: 404, type: 'Client' },
  NoSuchVersion: { status: 404, type: 'Client' },
  NotModified: { status: 304, type: 'Client' },
  ObjectNotInActiveTierError: { status: 403, type: 'Client' },
  PermanentRedirect: { status: 301, type: 'Client' },
  PreconditionFailed: { status: 412, type: 'Client' },
  RestoreAlreadyInProgress: { status: 409, type: 'Client' },

  InternalError: { status: 500, type: 'Server' },
  InvalidParameter: { status: 400, type: 'Client' },
  NotFound: { status: 404, type: 'Client' },
  Throttled: { status: 429, type: 'Client' },
} as const satisfies Record<string, Rule>;

/** An AWS error. The code is open: a fault can ask for one that no table has. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly type: Rule['type'];

  constructor(code: string, message: string, { status, type }: Partial<Rule> = {}) {
    super(message);
    const rule: Rule | undefined = code in errorCodes ? errorCodes[code as keyof typeof errorCodes] : undefined;
    this.code = code;
    this.status = status ?? rule?.status ?? 400;
    this.type = type ?? rule?.type ?? (this.status >= 500 ? 'Server' : 'Client');
  }
}

/** Something that AWS supports and the simulator does not: 501, under a code that AWS does not have. */
export class NotSimulated extends Error {
  readonly code = 'NotSimulated';
  readonly status = 501;
}

export const accessDenied = (message: string) => new AwsError('AccessDeniedException', message);
export const invalidParameter = (message: string) => new AwsError('InvalidParameterValueException', message);
export const limitExceeded = (message: string) => new AwsError('LimitExceededException', message);
export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);
export const serializationFailure = (message: string) => new AwsError('SerializationException', message);

export const missingParameter = (name: string) =>
  new AwsError('MissingParameterValueException', `Required parameter missing: ${name}`);

export const vaultNotFound = (arn: string) => notFound(`Vault not found for ARN: ${arn}`);
export const jobNotFound = (jobId: string) => notFound(`The job ID was not found: ${jobId}`);
export const uploadNotFound = (uploadId: string) => notFound(`The multipart upload ID was not found: ${uploadId}`);
export const archiveNotFound = (archiveId: string) => notFound(`The archive ID was not found: ${archiveId}`);

export const checksumMismatch = (given: string, computed: string) =>
  invalidParameter(`Checksum mismatch: expected ${given}, computed ${computed}`);

export const policyEnforced = () =>
  new AwsError('PolicyEnforcedException', 'InitiateJob request denied by current data retrieval policy.');

export const insufficientCapacity = () =>
  new AwsError(
    'InsufficientCapacityException',
    'There is insufficient capacity to process this expedited request. Please try again later.',
  );

export const noLongerSupported = () =>
  new AwsError(
    'NoLongerSupportedException',
    'This API is no longer supported for new accounts. Please use Amazon S3 Glacier storage classes instead.',
  );

/** S3 Control's error for a member that violates the model. */
export const badRequest = (message: string) => new AwsError('BadRequestException', message);
/** S3 Control's error for contradictory members. The code is not in its model, but on the wire. */
export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);

export const malformedXml = (reason: string) =>
  new AwsError(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: ${reason}`,
  );
