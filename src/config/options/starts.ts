// Options: starts of jobs.
import { optionGroup, wholeNumber } from './option.ts';

export const startsOptions = optionGroup('Starts', {
  BULK_START_TIMEOUT_MS: {
    ...wholeNumber(1, 600_000, 'milliseconds'),
    fallback: '30000',
    reason: 'as AWS_QUEUE_TIMEOUT_MS, the longest wait of one call',
    help: 'Time in which initiateArchiveRetrievals sends starts. The rest is reported as not started.',
  },
  LIST_CONSISTENCY_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '60',
    reason: 'AWS publishes no time, and a start that is sent again too early is billed twice',
    help: "Time after which AWS's list shows every job that was started. A start without a response is sent again only after it, and only if the list does not show its job.",
  },
});
