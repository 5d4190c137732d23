// Options: what an operator sees of the gateway, and how it ends.
import { hostName, oneOf, optionGroup, text, url, wholeNumber } from './option.ts';

export const operationOptions = optionGroup('Logs, metrics, traces and shutdown', {
  LOG_LEVEL: {
    ...oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    fallback: 'info',
    reason: 'a request writes no line unless something is wrong',
    help: 'Least severity of log lines (JSON, on standard error). debug adds a line for each request.',
  },
  RELOAD_INTERVAL_SECONDS: {
    ...wholeNumber(0, 3600, 'seconds'),
    fallback: '5',
    reason: 'a revoked key is refused within about ten seconds',
    help: 'Interval of the checks for changed files: keys, policy, accounts, notification routes, prices and persisted documents. A file that is the same in two checks is complete, and is reloaded. 0 reloads on SIGHUP only.',
  },
  SHUTDOWN_GRACE_SECONDS: {
    ...wholeNumber(1, 3600, 'seconds'),
    fallback: '14',
    reason: 'below the stop timeouts of the systemd unit in deploy/ (15 seconds) and of Kubernetes (30 seconds)',
    help: 'Graceful shutdown: time for requests in flight after SIGTERM or SIGINT. After it, the process exits with code 1.',
  },
  WATCHDOG_SECONDS: {
    ...wholeNumber(0, 3600, 'seconds'),
    fallback: '30',
    reason: 'far above what the gateway needs between two turns of the event loop',
    help: 'Watchdog: CPU time that the main thread may use without a turn of the event loop. After it, the process is ended with SIGKILL. 0 turns the watchdog off.',
  },
  MAX_EVENT_LOOP_DELAY_MS: {
    ...wholeNumber(50, 600_000, 'milliseconds'),
    fallback: '200',
    reason: 'four fifths of a sample, which takes 250 milliseconds',
    help: "Overload protection: event-loop delay above which new requests are answered with 503 (two consecutive samples). Only delay by the gateway's own CPU time counts.",
  },
  ADMIN_PORT: {
    ...wholeNumber(0, 65_535),
    ifOmitted: 'no admin port and no metrics',
    help: 'Port of /metrics, /healthz and /readyz, separate from the GraphQL port. 0 takes a free port and prints it.',
  },
  ADMIN_HOST: {
    ...hostName,
    fallback: '127.0.0.1',
    reason: 'the admin port has no authentication',
    help: 'Address of the admin port.',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    ...url,
    ifOmitted: 'no traces, and no export of metrics',
    help: 'OpenTelemetry collector that receives traces by OTLP over HTTP, and metrics with OTEL_METRICS_EXPORTER=otlp.',
    isSecret: 'password',
  },
  OTEL_SERVICE_NAME: {
    ...text(/^[\w.:/-]{1,100}$/, 'up to 100 letters, digits and ._:/-'),
    fallback: 'glacier-graphql',
    reason: 'the name of the package',
    help: 'Service name in traces and exported metrics.',
  },
  OTEL_METRICS_EXPORTER: {
    ...oneOf('none', 'otlp'),
    fallback: 'none',
    reason: 'some collectors receive traces only',
    help: 'Whether the metrics of /metrics are also sent to OTEL_EXPORTER_OTLP_ENDPOINT. It needs no ADMIN_PORT.',
  },
  OTEL_METRIC_EXPORT_INTERVAL: {
    ...wholeNumber(1_000, 3_600_000, 'milliseconds'),
    fallback: '60000',
    reason: 'the default of OpenTelemetry',
    help: 'Interval between exports of metrics.',
  },
});
