// A refusal where there is no response to write it to: the only answer on its connection, which it closes.
import type { Duplex } from 'node:stream';

export function rejectConnection(
  connection: Duplex,
  status: string,
  { message, code = 'BAD_USER_INPUT', headers = '' }: { message: string; code?: string; headers?: string },
): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  connection.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `x-content-type-options: nosniff\r\ncache-control: no-store\r\n${headers}connection: close\r\n\r\n${body}`,
  );
}
