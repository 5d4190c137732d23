// Metrics to an OpenTelemetry collector, by OTLP over HTTP, in JSON. Loaded only if it is configured. If the collector does not
// respond, the next export has the totals.
import type { Logger } from 'pino';
import { type Clock, steadyClock, systemClock } from '../core/clock.ts';
import { createOutageLog } from '../core/createOutageLog.ts';
import { reasonOf } from '../core/reasonOf.ts';
import { version } from '../core/version.ts';
import type { Egress } from '../egress/createEgress.ts';
import { post } from '../egress/post.ts';
import type { Metrics } from './createMetrics.ts';
import { otlpMetrics } from './otlpMetrics.ts';

export interface MetricsExportOptions {
  /** The URL of the collector; metrics are sent to /v1/metrics below it. */
  endpoint: string;
  serviceName: string;
  /** Between exports, in milliseconds. */
  interval: number;
  /** How the collector is reached. */
  egress: Egress;
  /** Of the intervals; real time if omitted. */
  clock?: Clock | undefined;
}

export interface MetricsExport {
  /** Sends the last totals, within a timeout. */
  close(): Promise<void>;
}

/** In milliseconds. */
const exportTimeout = 2_000;

/** The operator names the collector, which is often in a private network. */
const rules = { allowPrivate: true };

const messages = { failed: 'metrics export failed', recovered: 'metrics export works again' };

export function createMetricsExport(
  { endpoint, serviceName, interval, egress, clock = steadyClock }: MetricsExportOptions,
  metrics: Pick<Metrics, 'values'>,
  log: Logger,
): MetricsExport {
  const url = new URL(`${endpoint.replace(/\/+$/, '')}/v1/metrics`);
  const startedAt = systemClock.now();
  const outage = createOutageLog(log, messages);
  const ending = new AbortController();
  let isClosed = false;
  let cancel = () => {};

  const send = async (): Promise<void> => {
    const source = { serviceName, version, startedAt, now: systemClock.now() };
    try {
      const body = JSON.stringify(otlpMetrics(await metrics.values(), source));
      const headers = { 'content-type': 'application/json' };
      const { status } = await post(egress, {
        url,
        headers,
        body,
        timeout: exportTimeout,
        rules,
        signal: ending.signal,
      });
      if (status >= 200 && status < 300) outage.recovered({ host: url.host });
      else outage.failed({ host: url.host, reason: `the collector answered ${status}` });
    } catch (error) {
      outage.failed({ host: url.host, reason: reasonOf(error) });
    }
  };

  let sending = Promise.resolve();
  const schedule = (): void => {
    if (isClosed) return;
    cancel = clock.after(interval, () => {
      sending = send().then(schedule);
    });
  };
  schedule();

  return {
    close: async () => {
      isClosed = true;
      cancel();
      await sending;
      await send();
    },
  };
}
