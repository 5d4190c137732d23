// JSON responses outside GraphQL execution. Errors have the shape that GraphQL clients read from any response.
import type { ServerResponse } from 'node:http';
import type { RateLimitedError } from '../core/errors.ts';

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

export function sendRateLimited(
  response: ServerResponse,
  { code, message, retryAfterSeconds }: RateLimitedError,
): void {
  response.setHeader('retry-after', retryAfterSeconds);
  sendJson(response, 429, { errors: [{ message, extensions: { code, retryable: true, retryAfterSeconds } }] });
}
