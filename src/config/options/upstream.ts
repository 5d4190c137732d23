// How much the gateway asks of AWS, in each account and region.
import { type Option, wholeNumber } from './option.ts';

export const upstreamOptions = {
  AWS_GLACIER_CONCURRENCY: {
    schema: wholeNumber(1, 1000),
    allowed: '1 to 1000',
    fallback: '40',
    help: 'How many calls of one Glacier operation are under way at once in an account and region; all operations together have a fifth more.',
  },
  AWS_S3_CONTROL_CONCURRENCY: {
    schema: wholeNumber(1, 1000),
    allowed: '1 to 1000',
    fallback: '10',
    help: 'The same for S3 Control.',
  },
  AWS_GLACIER_RATE: {
    schema: wholeNumber(1, 100_000),
    allowed: '1 to 100000',
    fallback: '1000',
    help: 'How many calls a second of one Glacier operation that reads leave at most in an account and region, and a fifth of that of one that changes something; fewer where AWS throttles.',
  },
  AWS_S3_CONTROL_RATE: {
    schema: wholeNumber(1, 100_000),
    allowed: '1 to 100000',
    fallback: '200',
    help: 'The same for S3 Control.',
  },
  AWS_QUEUE_LENGTH: {
    schema: wholeNumber(0, 1_000_000),
    allowed: '0 to 1000000',
    fallback: '10000',
    help: 'How many calls may wait for one service of an account and region; beyond it, whoever has the most waiting loses one.',
  },
  AWS_QUEUE_TIMEOUT_MS: {
    schema: wholeNumber(0, 600_000),
    allowed: '0 to 600000',
    fallback: '30000',
    help: 'How long a call may wait for its turn before it is refused, unsent.',
  },
} as const satisfies Record<string, Option>;
