// A refused WebSocket upgrade: a status for the client, and a line with the reason for the operator.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createTrustedProxies } from '../../src/http/guards/createTrustedProxies.ts';
import { createUpgradeLog } from '../../src/http/guards/createUpgradeLog.ts';
import { createLog } from '../../src/telemetry/createLog.ts';
import { type Data, startGateway } from '../support/startGateway.ts';
import { sendRaw } from './send.ts';

const handshake =
  'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';

test.each<[string, number, string, string, RegExp]>([
  ['path', 403, 'GET /socket', `host: localhost\r\n${handshake}`, /the path is not \/graphql/],
  ['Host', 403, 'GET /graphql', `host: rebound.example\r\n${handshake}`, /Host header does not name this server/],
  [
    'origin',
    403,
    'GET /graphql',
    `host: localhost\r\norigin: https://elsewhere.example\r\n${handshake}`,
    /another origin.* CORS_ORIGINS/,
  ],
  ['second Host', 400, 'GET /graphql', `host: localhost\r\nhost: b\r\n${handshake}`, /Send the Host header once/],
  ['method', 400, 'POST /graphql', `host: localhost\r\n${handshake}`, /by GET.*Invalid HTTP method/],
  [
    'version',
    400,
    'GET /graphql',
    `host: localhost\r\n${handshake.replace('version: 13', 'version: 7')}`,
    /by GET.*Sec-WebSocket-Version/,
  ],
  [
    'header Upgrade, which the proxy removed',
    426,
    'GET /graphql',
    `host: localhost\r\n${handshake.replace('upgrade: websocket\r\n', '').replace('connection: upgrade', 'connection: close')}`,
    /header Upgrade is missing/,
  ],
  [
    'header Connection, which the proxy replaced',
    426,
    'GET /graphql',
    `host: localhost\r\n${handshake.replace('connection: upgrade', 'connection: close')}`,
    /header Connection does not name "upgrade"/,
  ],
  [
    'key, which is missing',
    400,
    'GET /graphql',
    `host: localhost\r\n${handshake.replace(/sec-websocket-key.*\r\n/, '')}`,
    /by GET.*Sec-WebSocket-Key/,
  ],
])('because of its %s is answered with %i and logged', async (_, status, start, headers, reason) => {
  const lines: Data[] = [];
  const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
  await using gateway = await startGateway({ log });
  const answer = await sendRaw(gateway.url, `${start}?token=secret HTTP/1.1\r\n${headers}\r\n`);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  const { errors } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
  expect(errors).toHaveLength(1);
  const refusals = lines.filter(({ msg }) => msg === 'WebSocket upgrade refused');
  expect(refusals).toMatchObject([{ level: 40, status, reason: expect.stringMatching(reason), client: '127.0.0.1' }]);
  expect(refusals[0].path).toBe(start.split(' ')[1]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('a flood is one line a second for each reason, which counts the others', () => {
  const lines: Data[] = [];
  const clock = createClock({ speed: 0, startAt: 0 });
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const write = createUpgradeLog(log, createTrustedProxies([]), clock);
  const request = { url: '/graphql', headers: { host: 'x'.repeat(10_000) }, socket: {} } as never;
  const write500 = () => {
    for (let each = 0; each < 500; each += 1) write(request, { status: 403, message: 'Origin.' });
  };
  write500();
  write(request, { status: 426, message: 'Removed.' });
  clock.advance(999);
  write500();
  write(request, { status: 426, message: 'Removed.' });
  clock.advance(1);
  write(request, { status: 403, message: 'Origin.' });
  clock.advance(60_000);
  write(request, { status: 426, message: 'Removed.' });
  expect(lines.map(({ reason, unlogged }) => [reason, unlogged])).toEqual([
    ['Origin.', undefined],
    ['Removed.', undefined],
    ['Origin.', 999],
    ['Removed.', 1],
  ]);
  expect(JSON.stringify(lines).length).toBeLessThan(3_000);
});
