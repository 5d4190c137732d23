// Options: how much memory clients and AWS may occupy.
import { optionGroup, wholeNumber } from './option.ts';

/** The smallest budget has room for one request of the largest size. */
const bytes = wholeNumber(4_194_304, 1_099_511_627_776, 'bytes');

export const memoryOptions = optionGroup('Memory', {
  MAX_CONNECTION_BYTES: {
    ...bytes,
    fallback: '16777216',
    reason: '16 MiB: the largest responses have about 14 MB',
    help: 'Byte budget of one connection: requests that it has sent, and responses that it has not read. A connection beyond it is closed.',
  },
  MAX_CALLER_BYTES: {
    ...bytes,
    fallback: '67108864',
    reason: '64 MiB: half of MAX_HELD_BYTES, so that one caller alone cannot use it up',
    help: 'Byte budget of one caller: its connections and subscriptions together. Beyond it, the largest one is ended. Anonymous callers are told apart by their address.',
  },
  MAX_HELD_BYTES: {
    ...bytes,
    fallback: '134217728',
    reason: '128 MiB: a quarter of a container with 512 MB, half of which is heap',
    help: 'Byte budget of the process. Beyond it, the largest connection or subscription of the largest caller is ended. Callers that hold much of it get 503 until a quarter is free.',
  },
  MAX_AWS_RESPONSE_BYTES: {
    ...wholeNumber(65_536, 1_073_741_824, 'bytes'),
    fallback: '8388608',
    reason: '8 MiB: a page of 50 jobs with the longest select expressions has 6.5 MB',
    help: 'Largest response of AWS that is read as a whole. A larger one is an error. Downloads and inventories are streams and have no limit.',
  },
});
