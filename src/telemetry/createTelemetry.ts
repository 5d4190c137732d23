// What operators see besides the log: figures and traces, each loaded only where it is configured.
import type { Logger } from 'pino';
import type { AwsObserver } from '../aws/client/awsObserver.ts';
import type { GaugeSources, Metrics } from './createMetrics.ts';
import type { Tracing, TracingOptions } from './createTracing.ts';
import { joinObservers } from './joinObservers.ts';
import { logCalls } from './logCalls.ts';
import type { RequestObserver } from './requestObserver.ts';

export interface TelemetryOptions {
  /** Where figures and probes are, besides the gateway's own port; nowhere where left out. */
  admin?: { host: string; port: number } | undefined;
  /** No traces where left out. */
  traces?: TracingOptions | undefined;
}

export interface Telemetry {
  readonly aws: AwsObserver;
  readonly requests: readonly RequestObserver[];
  /** Null where nobody may ask for them. */
  readonly metrics: Metrics | null;
  close(): Promise<void>;
}

export async function createTelemetry(
  { admin, traces }: TelemetryOptions,
  { gauged, observers, log }: { gauged: GaugeSources; observers: readonly AwsObserver[]; log: Logger },
): Promise<Telemetry> {
  const metrics = admin ? (await import('./createMetrics.ts')).createMetrics(gauged) : null;
  const tracing: Tracing | null = traces ? (await import('./createTracing.ts')).createTracing(traces, log) : null;
  const all = [metrics, tracing].filter((one) => one !== null);
  return {
    aws: joinObservers([logCalls(log), ...observers, ...all.map(({ aws }) => aws)]),
    requests: all.map(({ requests }) => requests),
    metrics,
    close: async () => tracing?.close(),
  };
}
