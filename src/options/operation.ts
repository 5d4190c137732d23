// What whoever runs the gateway sees of it.
import * as z from 'zod/mini';
import type { Option } from './option.ts';

export const operationOptions = {
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    fallback: 'info',
    help: 'What is logged, as JSON lines on standard error; debug has a line for each request.',
  },
} as const satisfies Record<string, Option>;
