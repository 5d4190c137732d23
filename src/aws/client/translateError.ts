// Translation of the SDK's errors into the gateway's. By name and status, never by class or text: the services send names
// that their models lack, and some failures are not service exceptions at all.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-error-responses.html
import { systemClock } from '../../core/clock.ts';
import {
  type AwsErrorDetails,
  ForbiddenError,
  GatewayError,
  IdempotencyError,
  InsufficientCapacityError,
  InvalidInputError,
  JobStatusError,
  LimitExceededError,
  NoLongerSupportedError,
  NotFoundError,
  PolicyEnforcedError,
  ServiceUnavailableError,
  ThrottledError,
  UpstreamRefusedError,
} from '../../core/errors.ts';
import { UnreadBodyError } from './createCollector.ts';
import { isTransientStatus, responseStatus } from './responseStatus.ts';
import { isUnwritable } from './retry.ts';

/** The parts of an SDK error that are used here; each may be missing. The SDK takes name and message as the response has them. */
interface SdkError {
  name?: unknown;
  message?: unknown;
  code?: string;
  /** Set on errors that AWS describes, and not on those of reading its response. */
  $fault?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

type Build = (message: string, aws: AwsErrorDetails) => GatewayError;

const forbidden: Build = (message, aws) => new ForbiddenError(message, aws);
/** Callers do not learn whose credentials they are: they cannot change them. The log has the reason. */
const credentials: Build = (_, aws) =>
  new ServiceUnavailableError('AWS does not accept the credentials of the gateway.', aws, 'GATEWAY_CREDENTIALS');
const quota: Build = (message, aws) => new LimitExceededError(message, aws);
const notFound: Build = (message, aws) => new NotFoundError(message, aws);
/** AWS says so of an archive. The gateway checks the names of vaults itself. */
const foreignArchive = /^Invalid vault name/;
const invalid: Build = (message, aws) =>
  new InvalidInputError(
    ['input'],
    foreignArchive.test(message) ? `${message} This usually means that the archive belongs to another vault.` : message,
    aws,
  );
const unavailable: Build = (message, aws) => new ServiceUnavailableError(message, aws);

const byName: Record<string, Build> = {
  AccessDeniedException: forbidden,
  AccessDenied: forbidden,
  AuthFailure: credentials,
  CredentialsProviderError: credentials,
  ExpiredToken: credentials,
  ExpiredTokenException: credentials,
  IncompleteSignature: credentials,
  IncompleteSignatureException: credentials,
  InvalidAccessKeyId: credentials,
  InvalidClientTokenId: credentials,
  InvalidSignatureException: credentials,
  InvalidToken: credentials,
  MissingAuthenticationToken: credentials,
  MissingAuthenticationTokenException: credentials,
  RequestExpired: credentials,
  RequestTimeTooSkewed: credentials,
  SignatureDoesNotMatch: credentials,
  TokenProviderError: credentials,
  TokenRefreshRequired: credentials,
  UnrecognizedClientException: credentials,
  BadRequest: invalid,
  BadRequestException: invalid,
  InvalidParameterValueException: invalid,
  MissingParameterValueException: invalid,
  InvalidNextTokenException: invalid,
  InvalidRequest: invalid,
  InvalidRequestException: invalid,
  SerializationException: invalid,
  IdempotencyException: (message, aws) => new IdempotencyError(message, aws),
  InsufficientCapacityException: (message, aws) => new InsufficientCapacityError(message, aws),
  InternalServiceException: unavailable,
  JobStatusException: (message, aws) => new JobStatusError(message, aws),
  LimitExceededException: quota,
  // The model has NotFoundException, S3's guide the second, its wire the third.
  NotFoundException: notFound,
  NoSuchJobException: notFound,
  NoSuchJob: notFound,
  NoLongerSupportedException: (message, aws) => new NoLongerSupportedError(message, aws),
  PolicyEnforcedException: (message, aws) => new PolicyEnforcedError(message, aws),
  ResourceNotFoundException: notFound,
  RequestTimeoutException: unavailable,
  ServiceUnavailableException: unavailable,
  ServiceQuotaExceededException: quota,
  TooManyTagsException: quota,
};

/** Other names for what does not exist, of AWS and of servers with its protocol: VaultNotFound, ResourceNotFound, NoSuchVault. */
const absence = /^NoSuch[A-Z]|[a-z]NotFound(Exception)?$/;

const throttles = new Set([
  'RequestLimitExceeded',
  'SlowDown',
  'SlowDownError',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const brokenConnection = new Set(['ECONNRESET', 'EPIPE']);

/** A longer pause is not respected. In milliseconds. */
const longestPause = 3_600_000;

/** The pause that AWS asks for, in milliseconds. Headers: seconds or a date in Retry-After, or milliseconds in AWS's own. */
export function retryAfterOf(thrown: unknown): number | null {
  const headers = (thrown as SdkError | undefined)?.$response?.headers ?? {};
  const own = Number(headers['x-amz-retry-after'] ?? Number.NaN);
  if (own >= 0) return Math.min(longestPause, own);
  const asked = headers['retry-after'];
  if (asked === undefined) return null;
  const seconds = Number(asked);
  const wait = Number.isNaN(seconds) ? Date.parse(asked) - systemClock.now() : seconds * 1000;
  return Number.isNaN(wait) ? null : Math.min(longestPause, Math.max(0, wait));
}

const retryAfterSeconds = (error: SdkError): number | null => {
  const wait = retryAfterOf(error);
  return wait === null ? null : Math.ceil(wait / 1000);
};

const deniedOnTheWay =
  'The call was denied without a request ID of AWS. Check for a proxy in front of AWS, then the rights of the gateway.';

const unwritable =
  'No request of AWS can contain one of the names: it is empty, or has characters that do not fit. Nothing was sent.';

/** The URI or the headers are too long. https://www.rfc-editor.org/rfc/rfc6585#section-5 */
const tooLong: ReadonlySet<number> = new Set([414, 431]);

/** What the SDK calls an error whose response has no name or message. */
const unnamed: ReadonlySet<string> = new Set(['', 'Error', 'Unknown', 'UnknownError']);

const messageForStatus = (status: number | undefined): string => {
  if (status === 429) return 'AWS throttles the calls.';
  return status === undefined ? 'AWS gave no reason.' : `AWS gave no reason. The HTTP status is ${status}.`;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether the error is a response, of AWS or of a proxy. */
export const isResponse = (thrown: unknown): boolean =>
  !(thrown instanceof GatewayError) && responseStatus(thrown) !== undefined;

export function translateError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (isUnwritable(thrown)) return new InvalidInputError(['input'], unwritable);
  const error = thrown as SdkError;
  const name = textOf(error.name);
  const reason = textOf(error.message);
  const status = responseStatus(error);
  const isFromAws = error.$metadata?.requestId !== undefined;
  // Not `constructor` and the like, which every object has.
  const build = Object.hasOwn(byName, name) ? byName[name] : undefined;
  const text = unnamed.has(reason) ? messageForStatus(status) : reason;
  // Otherwise the SDK could not read the response: its complaint, and parts of the response, are not for callers.
  const isDescribed = build !== undefined || throttles.has(name) || absence.test(name) || error.$fault !== undefined;
  const isNamed = isDescribed && !unnamed.has(name);
  const message = isNamed ? text : messageForStatus(status);
  const aws = { awsCode: isFromAws && isNamed ? name : null, awsRequestId: error.$metadata?.requestId ?? null };
  if (thrown instanceof UnreadBodyError) return unavailable(thrown.reason, aws);
  const isTransient = isTransientStatus(status);
  const isClientError = status !== undefined && status >= 400 && status < 500 && !isTransient;

  if (throttles.has(name) || status === 429) return new ThrottledError(message, aws, retryAfterSeconds(error));
  if (build) return build(message, aws);
  if (absence.test(name) && isClientError) return notFound(message, aws);
  // The SDK names a broken connection TimeoutError too.
  if (brokenConnection.has(error.code ?? '')) return unavailable('AWS broke the connection.', aws);
  if (name === 'TimeoutError' || name === 'AbortError') {
    return new ServiceUnavailableError('AWS did not answer in time.', aws, 'DEADLINE_EXCEEDED');
  }
  // Not an AWS error by name: its text may contain addresses or parts of the response.
  // Without AWS's request id, a server or proxy that does not know the path has answered: nothing shows what is absent.
  if (status === 404 && isFromAws) return new NotFoundError('AWS did not find it.', aws);
  if (status !== undefined && tooLong.has(status)) return invalid('A value is too long for AWS.', aws);
  if (status === 401) return credentials(message, aws);
  if (status === 403) return forbidden(isFromAws ? 'AWS denies the call to the gateway.' : deniedOnTheWay, aws);
  if (isClientError && isFromAws) return new UpstreamRefusedError(message, aws);
  if (isTransient) return unavailable(messageForStatus(status), aws);
  if (status !== undefined) return unavailable('AWS sent an unreadable response.', aws);
  return unavailable('AWS could not be reached.', aws);
}
