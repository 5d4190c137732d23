// Options: starts of jobs.
import { optionGroup, text, wholeNumber } from './option.ts';

export const startsOptions = optionGroup('Starts', {
  START_SECRET: {
    ...text(/^[\x21-\x2b\x2d-\x7e]{32,}$/, '32 or more characters of printable ASCII, without spaces and commas'),
    ifOmitted: 'the secret in STATE_DIR; without STATE_DIR, start tokens have no secret',
    help: 'Key of the start tokens, by which the gateway recognizes its jobs at AWS. All gateways that share a Redis need the same. With another secret, idempotency keys that were used before are unknown.',
    isSecret: 'whole',
  },
  STATE_DIR: {
    ...text(/./, 'the path of a folder'),
    ifOmitted:
      'nothing is kept when the process ends, and starts with a key wait for a minute after each start of the process',
    help: 'Folder in which one gateway keeps its state across restarts. That is the secret of the start tokens and, without REDIS_URL, the starts of the last 48 hours and the retrievals that are kept staged. It is created if it does not exist, readable by its owner only.',
  },
  BULK_START_TIMEOUT_MS: {
    ...wholeNumber(1, 600_000, 'milliseconds'),
    fallback: '30000',
    reason: 'as AWS_QUEUE_TIMEOUT_MS, the longest wait of one call',
    help: 'Time in which initiateArchiveRetrievals and restageArchiveRetrievals send starts, and bulk changes of Batch jobs send theirs. The rest is reported as not sent.',
  },
  LIST_CONSISTENCY_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '60',
    reason: 'AWS publishes no time, and a start that is sent again too early is billed twice',
    help: "Time after which AWS's list shows every job that was started. A start without a response is sent again only after it, and only if the list does not show its job. The same holds for a key that the gateway may have forgotten.",
  },
});
