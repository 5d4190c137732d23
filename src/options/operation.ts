// What whoever runs the gateway sees of it.
import * as z from 'zod/mini';
import { type Option, wholeNumber } from './option.ts';

export const operationOptions = {
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    fallback: 'info',
    help: 'What is logged, as JSON lines on standard error; debug has a line for each request.',
  },
  SHUTDOWN_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '14',
    help: 'How long, after SIGTERM or SIGINT, what is under way may take to be answered; then the process ends all the same, with 1.',
  },
} as const satisfies Record<string, Option>;
