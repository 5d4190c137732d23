// An HTTP error on a connection without a response object: after `upgrade`, `connect` and `clientError` Node hands the
// socket over. The error is the only response on the connection, which closes after it.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Rejection {
  message: string;
  code?: string;
  /** Complete header lines, each with its line break. */
  headers?: string;
}

export function rejectConnection(
  connection: Duplex,
  status: number,
  { message, code = 'BAD_USER_INPUT', headers = '' }: Rejection,
): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-content-type-options: nosniff\r\ncache-control: no-store\r\n${headers}connection: close\r\n\r\n${body}`,
  );
}

const clientErrors: Readonly<Record<string, [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The URL and headers exceed 16 KiB. Send fewer or shorter headers.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request was not received in time. Send it again.'],
};

/** For the event `clientError`: bytes that are not HTTP, headers that are too long, or a request that is too slow. */
export function rejectClientError(error: NodeJS.ErrnoException, connection: Duplex): void {
  if (error.code === 'ECONNRESET' || !connection.writable) {
    connection.destroy();
    return;
  }
  const [status, message] = clientErrors[error.code ?? ''] ?? [400, 'The bytes received are not a valid HTTP request.'];
  rejectConnection(connection, status, { message });
}
