// What is logged of an error: a list of what may be, since SDK errors carry the request with its signature and the answer
// with its body, and anything may hang on an error by the time it arrives here.
import { redactText } from './redactText.ts';

export interface DescribedError {
  type: string;
  message: string;
  code?: string;
  awsRequestId?: string;
  status?: number;
  stack?: string;
  cause?: DescribedError;
}

/** The parts of an error that are read here; all of them may be missing, or something else. */
interface Parts {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  awsRequestId?: unknown;
  stack?: unknown;
  cause?: unknown;
  $metadata?: { requestId?: unknown; httpStatusCode?: unknown };
}

const depth = 3;
const longestMessage = 1000;
const longestStack = 4000;

const word = (value: unknown, longest = 100): string | undefined =>
  typeof value === 'string' && value !== '' ? redactText(value).slice(0, longest) : undefined;

/** Where it arose, without the message that comes before it. */
function framesOf(stack: unknown): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames.length === 0 ? undefined : word(frames.join('\n'), longestStack);
}

export function describeError(error: unknown, left = depth): DescribedError {
  if (typeof error !== 'object' || error === null) {
    return { type: typeof error, message: word(String(error), longestMessage) ?? '' };
  }
  const { name, message, code, awsRequestId, stack, cause, $metadata } = error as Parts;
  const status = $metadata?.httpStatusCode;
  const parts = {
    code: word(code),
    awsRequestId: word(awsRequestId) ?? word($metadata?.requestId),
    status: typeof status === 'number' ? status : undefined,
    stack: framesOf(stack),
    cause: cause === undefined || left === 0 ? undefined : describeError(cause, left - 1),
  };
  return {
    type: word(name) ?? 'Error',
    message: word(message, longestMessage) ?? '',
    ...(Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as typeof parts & {}),
  } as DescribedError;
}
