// The loggable parts of an error, as an allowlist: SDK errors contain the signed request and the response body, and any code
// can attach more.
import { redactText } from './redactText.ts';
import { sourceFrames } from './sourceFrames.ts';

export interface DescribedError {
  type: string;
  message: string;
  code?: string;
  /** Where a connection failed. */
  host?: string;
  /** Through which proxy, as host and port. */
  proxy?: string;
  awsRequestId?: string;
  status?: number;
  stack?: string;
  cause?: DescribedError;
}

/** The properties that are read. Each may be missing or have another type. */
interface Parts {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  host?: unknown;
  hostname?: unknown;
  proxy?: unknown;
  errors?: unknown;
  awsRequestId?: unknown;
  stack?: unknown;
  cause?: unknown;
  $metadata?: { requestId?: unknown; httpStatusCode?: unknown };
}

const maxDepth = 3;
const longestMessage = 1000;
const longestStack = 4000;

const text = (value: unknown, longest = 100): string | undefined =>
  typeof value === 'string' && value !== '' ? redactText(value).slice(0, longest) : undefined;

/** The stack frames without the message before them. */
function framesOf(stack: unknown): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  if (frames.length === 0) return undefined;
  const joined = frames.join('\n');
  return text(process.sourceMapsEnabled ? sourceFrames(joined) : joined, longestStack);
}

/** A host with several addresses fails with an AggregateError, which has no message of its own. */
function messageOf({ message, errors }: Parts): unknown {
  if (message || !Array.isArray(errors)) return message;
  return errors.map((each: Parts | null) => text(each?.message)).join('; ');
}

export function describeError(error: unknown, depth = maxDepth): DescribedError {
  if (typeof error !== 'object' || error === null) {
    return { type: typeof error, message: text(String(error), longestMessage) ?? '' };
  }
  const { name, code, host, hostname, proxy, awsRequestId, stack, cause, $metadata } = error as Parts;
  const status = $metadata?.httpStatusCode;
  const parts = {
    code: text(code),
    host: text(host) ?? text(hostname),
    proxy: text(proxy),
    awsRequestId: text(awsRequestId) ?? text($metadata?.requestId),
    status: typeof status === 'number' ? status : undefined,
    stack: framesOf(stack),
    cause: cause === undefined || depth === 0 ? undefined : describeError(cause, depth - 1),
  };
  return {
    type: text(name) ?? 'Error',
    message: text(messageOf(error), longestMessage) ?? '',
    ...(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as typeof parts & {}),
  } as DescribedError;
}
