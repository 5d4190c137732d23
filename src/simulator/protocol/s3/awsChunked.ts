// The content encoding aws-chunked: a body in chunks with a size each, and headers behind them (trailers), such as the checksum
// of a body that was not known when the headers were sent. Signatures of chunks are not verified.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
import type { IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3Error.ts';

interface Payload {
  body: Buffer;
  /** Those of the request without aws-chunked, and those behind the body. */
  headers: IncomingHttpHeaders;
}

/** The body and headers as the caller meant them; the same if the body has no such encoding. */
export function readAwsChunked(raw: Buffer, headers: IncomingHttpHeaders): Payload {
  const contentHash = headers['x-amz-content-sha256'];
  const isChunked = typeof contentHash === 'string' && contentHash.startsWith('STREAMING-');
  if (!isChunked) return { body: raw, headers };
  const pieces: Buffer[] = [];
  let at = 0;
  for (;;) {
    const [line, next] = readLine(raw, at);
    const size = Number.parseInt(/^([0-9a-f]{1,8})(?:;|$)/i.exec(line)?.[1] ?? '', 16);
    if (Number.isNaN(size)) throw incomplete();
    at = next;
    if (size === 0) break;
    if (raw.toString('latin1', at + size, at + size + 2) !== '\r\n') throw incomplete();
    pieces.push(raw.subarray(at, at + size));
    at += size + 2;
  }
  const body = Buffer.concat(pieces);
  const expected = headers['x-amz-decoded-content-length'];
  if (expected !== undefined && Number(expected) !== body.length) throw incomplete();
  return { body, headers: { ...withoutEncoding(headers), ...readTrailers(raw.toString('latin1', at)) } };
}

function readLine(raw: Buffer, from: number): [line: string, next: number] {
  const end = raw.indexOf('\r\n', from, 'latin1');
  if (end < 0) throw incomplete();
  return [raw.toString('latin1', from, end), end + 2];
}

/** A line each. Some SDKs end the lines with a line feed alone. */
function readTrailers(text: string): IncomingHttpHeaders {
  const trailers: IncomingHttpHeaders = {};
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (/^[\w-]+$/.test(name)) trailers[name.toLowerCase()] = line.slice(colon + 1).trim();
  }
  return trailers;
}

/** S3 stores the other encodings only. */
function withoutEncoding({ 'content-encoding': encoding, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  const others = (encoding ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '' && each !== 'aws-chunked');
  return others.length > 0 ? { ...headers, 'content-encoding': others.join(',') } : headers;
}

const incomplete = () =>
  new S3Error('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header');
