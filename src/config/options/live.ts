// How jobs are watched, and who is told.
import * as z from 'zod/mini';
import { listOf, type Option, text, url, wholeNumber } from './option.ts';

// Settings in a query would win over the gateway's own.
const redisUrl = z.union([
  z.url().check(z.regex(/^rediss?:\/\/([^?#/%]|%[0-9A-Fa-f]{2})+(\/\d*)?$/)),
  text(/^\/[^?#]+$/),
]);

export const liveOptions = {
  POLL_MIN_SECONDS: {
    schema: wholeNumber(1, 86_400),
    allowed: '1 to 86400',
    fallback: '5',
    help: "How soon a job may be looked at again, by the gateway and by pollAfterSeconds, in seconds of AWS's time.",
  },
  POLL_MAX_SECONDS: {
    schema: wholeNumber(1, 86_400),
    allowed: '1 to 86400',
    fallback: '300',
    help: 'How late, in the same time; not below POLL_MIN_SECONDS.',
  },
  HEARTBEAT_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '12',
    help: 'How often an idle subscription gets a sign of life, so that nobody between takes it for dead.',
  },
  SLOW_READER_TIMEOUT_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '15',
    help: 'How long a subscriber may leave what it was sent unread before its connection is closed.',
  },
  REDIS_URL: {
    schema: redisUrl,
    allowed: 'a redis:// or rediss:// URL without a query, or the path of a Unix socket',
    help: 'The Redis or Valkey that several gateways share; where left out, this one is alone.',
    isSecret: true,
  },
  SNS_TOPICS: {
    schema: listOf(/^arn:aws(-[a-z]+)*:sns:[a-z]{2}(-[a-z]+)+-\d{1,2}:\d{12}:[\w-]{1,256}$/),
    allowed: 'ARNs of SNS topics, with commas between them',
    help: "The topics whose messages are taken at /sns; the local backend takes its demo topic's where this is left out.",
  },
  SNS_CERTIFICATE_URL: {
    schema: url,
    allowed: 'an http or https URL',
    help: "Where the certificate of SNS's signatures is, in place of AWS's own: for a simulator.",
  },
} as const satisfies Record<string, Option>;
