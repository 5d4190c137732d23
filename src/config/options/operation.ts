// What whoever runs the gateway sees of it.
import * as z from 'zod/mini';
import { type Option, text, url, wholeNumber } from './option.ts';

export const operationOptions = {
  LOG_LEVEL: {
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']),
    allowed: 'trace, debug, info, warn, error, fatal or silent',
    fallback: 'info',
    help: 'What is logged, as JSON lines on standard error; debug has a line for each request.',
  },
  SHUTDOWN_GRACE_SECONDS: {
    schema: wholeNumber(1, 3600),
    allowed: '1 to 3600',
    fallback: '14',
    help: 'How long, after SIGTERM or SIGINT, what is under way may take to be answered; then the process ends all the same, with 1.',
  },
  MAX_EVENT_LOOP_DELAY_MS: {
    schema: wholeNumber(50, 600_000),
    allowed: '50 to 600000',
    fallback: '200',
    help: 'How late the event loop may be, in one look after the other, before what is new is refused with 503.',
  },
  ADMIN_PORT: {
    schema: wholeNumber(0, 65_535),
    allowed: '0 to 65535',
    help: "The operators' own port, with /metrics, /healthz and /readyz; 0 takes a free one and prints it, and where left out there is none.",
  },
  ADMIN_HOST: {
    schema: text(/^[A-Za-z0-9.:-]+$/),
    allowed: 'a host name or an IP address',
    fallback: '127.0.0.1',
    help: 'Where that port listens. It asks nobody who they are.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: url,
    allowed: 'an http or https URL',
    help: 'An OpenTelemetry collector that takes OTLP over HTTP, for traces; none are made where left out.',
    isSecret: true,
  },
  OTEL_SERVICE_NAME: {
    schema: text(/^[\w.:/-]{1,100}$/),
    allowed: 'a name of letters, digits and ._:/-',
    fallback: 'glacier-graphql',
    help: 'What the gateway is called in traces.',
  },
} as const satisfies Record<string, Option>;
