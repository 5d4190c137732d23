// JSON responses outside GraphQL execution. Errors have the shape that GraphQL clients read from any response.
import type { ServerResponse } from 'node:http';
import type { ErrorCode, RateLimitedError } from '../core/errors.ts';

export function sendJson(response: ServerResponse, status: number, content: unknown): void {
  const body = JSON.stringify(content);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}

export const sendError = (response: ServerResponse, status: number, code: string, message: string): void =>
  sendJson(response, status, { errors: [{ message, extensions: { code } }] });

interface TemporaryError {
  code: ErrorCode;
  message: string;
  retryAfterSeconds: number;
}

/** The same request can succeed later. The header says when, and so does the body: clients that see only errors read it there. */
function sendRetryLater(
  response: ServerResponse,
  status: number,
  { code, message, retryAfterSeconds }: TemporaryError,
): void {
  response.setHeader('retry-after', retryAfterSeconds);
  sendJson(response, status, { errors: [{ message, extensions: { code, retryable: true, retryAfterSeconds } }] });
}

export const sendRateLimited = (response: ServerResponse, error: RateLimitedError): void =>
  sendRetryLater(response, 429, error);

export const sendServiceUnavailable = (response: ServerResponse, message: string, retryAfterSeconds: number): void =>
  sendRetryLater(response, 503, { code: 'SERVICE_UNAVAILABLE', message, retryAfterSeconds });
