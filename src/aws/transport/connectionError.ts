// Errors of undici as node:http would report them, so that retries, breakers and messages do not depend on the transport.

/** The codes that the SDK's handler calls timeouts, whatever broke the connection. */
const namedTimeout: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** undici's codes -> Node's. */
const codes: Readonly<Record<string, string>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_CLOSED: 'ECONNRESET',
  UND_ERR_DESTROYED: 'ECONNRESET',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_BODY_TIMEOUT: 'ETIMEDOUT',
  UND_ERR_HEADERS_OVERFLOW: 'HPE_HEADER_OVERFLOW',
};

/** With the host, which Node names only when the look-up of the name fails. An error of the system is kept. */
export function connectionError(error: Error, host: string): Error {
  const { code = '' } = error as NodeJS.ErrnoException;
  const known = Object.hasOwn(codes, code) ? codes[code] : undefined;
  const named =
    known === undefined ? error : Object.assign(new Error(error.message, { cause: error }), { code: known });
  const isTimeout = namedTimeout.has(known ?? code);
  return Object.assign(named, { host }, isTimeout ? { name: 'TimeoutError' } : {});
}

export const timeoutError = (milliseconds: number, host: string): Error =>
  Object.assign(new Error(`The headers of the response did not come within ${milliseconds} ms.`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
    host,
  });

/** Whether undici has refused a response that Node reads, such as a `100 Continue` that nobody asked for. */
export const isNotUnderstood = (failure: unknown): boolean =>
  ((failure as Error | undefined)?.cause as Error | undefined)?.message === 'bad response';
