// A request as bytes, with headers and bodies that a client library would refuse to send.

export interface RawRequest {
  method: string;
  target: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** A character that does not fit into a byte is sent as UTF-8. */
const bytes = (text: string): string => Buffer.from(text).toString('latin1');

/** Line breaks in names and values are removed: each header stays one header. */
const line = (text: string): string => bytes(text.replace(/[\r\n]/g, ''));

export function requestBytes(url: string, { method, target, headers, body }: RawRequest): string {
  const content = body === undefined ? '' : bytes(body);
  const all = {
    host: new URL(url).host,
    connection: 'close',
    ...headers,
    ...(body === undefined ? {} : { 'content-length': String(content.length) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${line(name)}: ${line(value)}`);
  return `${method} ${line(target).replaceAll(' ', '%20')} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${content}`;
}
