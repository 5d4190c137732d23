// What is answered to bytes that are no request, or one that is too long or too slow: the only answer on its connection.
import type { Duplex } from 'node:stream';
import { rejectConnection } from './rejectConnection.ts';

const refusals: Readonly<Record<string, [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The address and the headers are larger than 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to come.'],
};

export function refuseConnection(error: NodeJS.ErrnoException, connection: Duplex): void {
  if (error.code === 'ECONNRESET' || !connection.writable) {
    connection.destroy();
    return;
  }
  const [status, message] = refusals[error.code ?? ''] ?? ['400 Bad Request', 'This is no HTTP request.'];
  rejectConnection(connection, status, { message });
}
