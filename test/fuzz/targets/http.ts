// HTTP framing: requests as bytes in pieces, with odd methods, targets, headers, lengths and chunks, and several on a connection.
import { mutateText } from '../mutate.ts';
import type { Random } from '../random.ts';
import { sendBytes } from '../sendBytes.ts';
import { keys } from '../startFuzzedGateway.ts';
import type { Target } from '../target.ts';

export interface HttpInput {
  /** Each is written by itself. `{host}` is the address of the gateway. Each character is a byte. */
  pieces: string[];
}

const key = `authorization: Bearer ${keys.fuzzer}\r\n`;
const body = '{"query":"{ viewer { name } }"}';
const post = `POST /graphql HTTP/1.1\r\nhost: {host}\r\n${key}content-type: application/json\r\n`;
const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nhost: {host}\r\n${headers}\r\n`;

const lines = [
  'transfer-encoding: chunked\r\n',
  'transfer-encoding: gzip, chunked\r\n',
  'content-length: 5\r\n',
  'content-length: 99999999999999999999\r\n',
  'content-length: -1\r\n',
  'connection: keep-alive, upgrade\r\n',
  'connection: close\r\n',
  'upgrade: websocket\r\n',
  'upgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n',
  'expect: 100-continue\r\n',
  'expect: 200-ok\r\n',
  'content-encoding: gzip\r\n',
  'content-type: multipart/form-data; boundary=x\r\n',
  'content-type: application/json; charset=utf-16\r\n',
  'accept: text/event-stream\r\n',
  'accept: ;q=1,,*/*;q=\r\n',
  'x-forwarded-for: 127.0.0.1, ::1, [\r\n',
  'forwarded: for="[::1]:80";proto=https\r\n',
  'origin: null\r\n',
  'cookie: a=b; c\r\n',
  'range: bytes=0-1\r\n',
  'trailer: x\r\n',
  'host: other.example\r\n',
  'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n',
  'x-request-id: \x80\xff\r\n',
  ' folded\r\n',
  '0\r\n\r\n',
  '5;x=y\r\nhello\r\n',
  'ffffffffffffffff\r\n',
  '\r\n',
  '\n\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'M-SEARCH', 'get'];
const targets = [
  '/',
  '/graphql',
  '/healthz',
  '/readyz',
  '/metrics',
  '/sns',
  '/outputs/x',
  '*',
  '//',
  '/%',
  'http://{host}/graphql',
  'other:1',
  '/graphql?query={__typename}',
  '/graphql?query=%ff',
  '/favicon.ico',
];

export const http: Target<HttpInput> = {
  name: 'http',
  atOnce: 8,
  seeds: () => [
    { pieces: [`${post}content-length: ${body.length}\r\n\r\n${body}`] },
    {
      pieces: [
        `${post}transfer-encoding: chunked\r\n\r\n`,
        '10\r\n',
        body.slice(0, 16),
        '\r\nf\r\n',
        body.slice(16),
        '\r\n0\r\n\r\n',
      ],
    },
    { pieces: [get('/graphql?query={viewer{name}}', key), get('/healthz'), get('/readyz'), get('/no-such-path')] },
    { pieces: [`${post}expect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`, body] },
    { pieces: [get('/graphql', `${key}accept: text/html\r\n`)] },
    {
      pieces: [
        `OPTIONS /graphql HTTP/1.1\r\nhost: {host}\r\norigin: https://a.example\r\naccess-control-request-method: POST\r\n\r\n`,
      ],
    },
    { pieces: [`CONNECT other.example:443 HTTP/1.1\r\nhost: {host}\r\n\r\n`, 'bytes'] },
    {
      pieces: [
        get(
          '/graphql',
          `${key}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n`,
        ),
      ],
    },
    { pieces: [`POST /sns HTTP/1.1\r\nhost: {host}\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\n{}`] },
  ],
  mutate: (random, { pieces }) => {
    let result = [...pieces];
    for (let changes = random.between(1, 3); changes > 0; changes -= 1) result = change(random, result);
    return { pieces: result.slice(0, 20) };
  },
  send: ({ pieces }, { url }) =>
    sendBytes(
      url,
      pieces.map((piece) => piece.replaceAll('{host}', new URL(url).host)),
      // Something that the gateway answers with a stream, or waits for.
      { silence: 150 },
    ),
};

function change(random: Random, pieces: string[]): string[] {
  const at = random.below(Math.max(1, pieces.length));
  const piece = pieces[at] ?? '';
  const atLine = random.pick([...piece.matchAll(/\r\n|^/g)]).index;
  const insertAt = piece.startsWith('\r\n', atLine) ? atLine + 2 : atLine;
  switch (random.below(7)) {
    case 0:
      return pieces.with(at, latin1(mutateText(random, piece, lines)));
    case 1:
      return pieces.toSpliced(at, 0, piece);
    case 2: {
      const cut = random.below(piece.length + 1);
      return pieces.toSpliced(at, 1, piece.slice(0, cut), piece.slice(cut));
    }
    case 3:
      return pieces.with(at, piece.replace(/^\S*/, random.pick(methods)));
    case 4:
      return pieces.with(
        at,
        piece.replace(/^(\S*) \S*/, (_, method) => `${method} ${random.pick(targets)}`),
      );
    case 5:
      return [pieces.join('')];
    default:
      return pieces.with(at, piece.slice(0, insertAt) + random.pick(lines) + piece.slice(insertAt));
  }
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
