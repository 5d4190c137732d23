// Metrics and traces, each loaded only if configured, and the log lines of AWS calls.
import type { Logger } from 'pino';
import type { AwsObserver } from '../aws/client/awsObserver.ts';
import type { GaugeSources, Metrics } from './createMetrics.ts';
import type { MetricsExportOptions } from './createMetricsExport.ts';
import type { Tracing, TracingOptions } from './createTracing.ts';
import { logCalls } from './logCalls.ts';
import type { RequestObserver } from './requestObserver.ts';

export interface TelemetryOptions {
  /** The address of the admin server. If omitted, there is none. */
  admin?: { host: string; port: number } | undefined;
  /** If omitted, no metrics are exported. Without an admin server as well, none are kept. */
  metricsExport?: MetricsExportOptions | undefined;
  /** If omitted, no traces are recorded. */
  traces?: TracingOptions | undefined;
}

export interface Telemetry {
  readonly aws: AwsObserver;
  readonly requests: readonly RequestObserver[];
  /** Null without an admin server and an export. */
  readonly metrics: Metrics | null;
  close(): Promise<void>;
}

export async function createTelemetry(
  { admin, metricsExport, traces }: TelemetryOptions,
  { gauged, observers, log }: { gauged: GaugeSources; observers: readonly AwsObserver[]; log: Logger },
): Promise<Telemetry> {
  const metrics = admin || metricsExport ? (await import('./createMetrics.ts')).createMetrics(gauged) : null;
  const exporting =
    metrics && metricsExport
      ? (await import('./createMetricsExport.ts')).createMetricsExport(metricsExport, metrics, log)
      : null;
  const tracing: Tracing | null = traces ? (await import('./createTracing.ts')).createTracing(traces, log) : null;
  const all = [metrics, tracing].filter((one) => one !== null);
  return {
    aws: joinObservers([logCalls(log), ...observers, ...all.map(({ aws }) => aws)]),
    requests: all.map(({ requests }) => requests),
    metrics,
    close: async () => {
      await Promise.all([exporting?.close(), tracing?.close()]);
    },
  };
}

/** Several observers as one. */
const joinObservers = (observers: readonly AwsObserver[]): AwsObserver => ({
  begin: (call) => {
    const ends = observers.map((observer) => observer.begin(call));
    return (end) => {
      for (const onEnd of ends) onEnd(end);
    };
  },
});
