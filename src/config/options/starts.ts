// How jobs are started.
import { type Option, wholeNumber } from './option.ts';

export const startsOptions = {
  BULK_START_TIMEOUT_MS: {
    schema: wholeNumber(1, 600_000),
    allowed: '1 to 600000',
    fallback: '30000',
    help: 'How long initiateArchiveRetrievals goes on to send starts; what is not started by then is told so.',
  },
  LIST_CONSISTENCY_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '60',
    help: "How long after a start can have arrived its job may be missing from AWS's list. A start whose answer is lost is sent again only after that, and only if the list does not show it.",
  },
} as const satisfies Record<string, Option>;
