// Options: starts of jobs.
import { optionGroup, wholeNumber } from './option.ts';

export const startsOptions = optionGroup('Starts', {
  BULK_START_TIMEOUT_MS: {
    ...wholeNumber(1, 600_000, 'milliseconds'),
    fallback: '30000',
    reason: 'many HTTP clients give up after 30 seconds',
    help: 'Time in which initiateArchiveRetrievals sends starts. The rest is reported as not started.',
  },
  LIST_CONSISTENCY_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '60',
    reason: 'AWS promises no time; jobs usually appear within seconds',
    help: "Time after which AWS's list shows every job that was started. A start without an answer is sent again only after it, and only if the list does not show its job.",
  },
});
