// The admin server: metrics and probes on a port of their own, by default on loopback.
import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { Metrics } from '../../telemetry/createMetrics.ts';
import { allowedHosts } from '../guards/allowedHosts.ts';
import { useOriginForm } from '../guards/useOriginForm.ts';
import { sendError } from '../sendJson.ts';
import type { Health } from './createHealth.ts';

export const metricsPath = '/metrics';

interface Admin {
  metrics: Metrics;
  health: Health;
  /** The address that it listens on. */
  host: string;
  /** How long an idle connection stays open, in milliseconds. */
  keepAlive: number;
  log: Logger;
}

export function createAdminServer({ metrics, health, host, keepAlive, log }: Admin): Server {
  const isAllowedHost = allowedHosts(host);
  const server = createServer((request, response) => {
    request.resume();
    useOriginForm(request, isAllowedHost);
    const [path] = (request.url ?? '').split('?', 1);
    if (!isAllowedHost(request.headers.host)) {
      sendError(response, 400, 'BAD_USER_INPUT', 'The Host header does not name this server.');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      sendError(response, 405, 'BAD_USER_INPUT', 'Only GET and HEAD are supported.');
    } else if (path === metricsPath) {
      metrics.text().then(
        (text) =>
          response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text),
        (error: unknown) => {
          log.error({ err: error }, 'metrics failed');
          sendError(response, 500, 'INTERNAL_SERVER_ERROR', 'The gateway failed.');
        },
      );
    } else if (!health.handle(path, response)) {
      sendError(response, 404, 'NOT_FOUND', 'Not found. The paths are /metrics, /healthz and /readyz.');
    }
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.keepAliveTimeout = keepAlive;
  return server;
}
