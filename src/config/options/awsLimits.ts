// Options: how many calls the gateway sends to AWS, in each account and region. AWS publishes no rates for the calls of
// vaults and of Batch jobs, and 5,500 reads per second and prefix for S3. S3 Control needs fewer: a page of its jobs has 1,000, a page of Glacier's 50.
import { optionGroup, wholeNumber } from './option.ts';

export const awsLimitsOptions = optionGroup('Concurrency and rate limits of AWS calls', {
  AWS_GLACIER_CONCURRENCY: {
    ...wholeNumber(1, 1000, 'calls'),
    fallback: '50',
    reason: 'as many connections as the AWS SDK opens; 100 jobs are described in two round trips',
    help: 'Concurrent calls of one Glacier operation in an account and region. All operations together may have a fifth more.',
  },
  AWS_S3_CONTROL_CONCURRENCY: {
    ...wholeNumber(1, 1000, 'calls'),
    fallback: '10',
    reason: 'a page of its jobs has 1000, so it needs fewer calls than Glacier',
    help: 'Concurrent calls of one S3 Control operation in an account and region. All operations together may have a fifth more.',
  },
  AWS_S3_CONCURRENCY: {
    ...wholeNumber(1, 1000, 'calls'),
    fallback: '20',
    reason: 'a page of a completion report needs one or two calls',
    help: 'Concurrent calls of one S3 operation in an account and region. All operations together may have a fifth more.',
  },
  AWS_GLACIER_RATE: {
    ...wholeNumber(1, 100_000, 'calls per second'),
    fallback: '1000',
    reason: 'AWS publishes no limit; throttling lowers the rate',
    help: 'Rate limit of one Glacier read operation in an account and region. An operation that changes data has a fifth of it.',
  },
  AWS_S3_CONTROL_RATE: {
    ...wholeNumber(1, 100_000, 'calls per second'),
    fallback: '200',
    reason: 'a page of its jobs has 1000, so it needs fewer calls than Glacier',
    help: 'Rate limit of one S3 Control read operation in an account and region. An operation that changes data has a fifth of it.',
  },
  AWS_S3_RATE: {
    ...wholeNumber(1, 100_000, 'calls per second'),
    fallback: '1000',
    reason: 'a fifth of the 5500 reads per second that S3 serves for each prefix',
    help: 'Rate limit of one S3 read operation in an account and region. An operation that changes data has a fifth of it.',
  },
  AWS_QUEUE_LENGTH: {
    ...wholeNumber(0, 1_000_000, 'calls'),
    fallback: '10000',
    reason: 'ten seconds of calls at AWS_GLACIER_RATE',
    help: 'Calls that may wait for one service of an account and region. Each caller has its own queue; when the total exceeds this, the longest queue drops one.',
  },
  AWS_QUEUE_TIMEOUT_MS: {
    ...wholeNumber(0, 600_000, 'milliseconds'),
    fallback: '30000',
    reason: 'three times what a full queue takes at AWS_GLACIER_RATE',
    help: 'Longest wait of a call in a queue. After it, the call is refused and was not sent.',
  },
});
