// Request targets in absolute form: a server has to accept them, and their host counts in place of the Host header.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { sendRaw } from './send.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ ADMIN_PORT: 0 });
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const query = `query=${encodeURIComponent('{ __typename }')}`;

test.each([
  ['GET', `http://localhost/graphql?${query}`, 200],
  ['GET', `http://localhost:4000/graphql?${query}`, 200],
  ['GET', `HTTPS://[::1]:4000/graphql?${query}`, 200],
  ['GET', `http://127.0.0.1./graphql?${query}`, 200],
  ['GET', 'http://localhost/readyz', 200],
  ['HEAD', 'http://localhost/healthz', 200],
  ['GET', 'http://localhost', 404],
  ['GET', `http://localhost?${query}`, 404],
  ['GET', 'http://localhost/elsewhere', 404],
  // Not this server, although the Host header names it.
  ['GET', `http://rebound.example/graphql?${query}`, 404],
  ['GET', `http://localhost@rebound.example/graphql?${query}`, 404],
  ['GET', `http://rebound.example@localhost/graphql?${query}`, 404],
  ['GET', `http:///graphql?${query}`, 404],
  ['GET', `ftp://localhost/graphql?${query}`, 404],
])('%s %s is answered with %i', async (method, target, status) => {
  const received = await sendRaw(
    gateway.url,
    `${method} ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
  );
  expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test.each([
  ['a foreign Host header', '1.1', 'host: rebound.example\r\n', 200],
  ['HTTP/1.0 and no Host header', '1.0', '', 200],
  ['HTTP/1.1 and no Host header', '1.1', '', 400],
  ['two Host headers', '1.1', 'host: localhost\r\nhost: localhost\r\n', 400],
])('a target in absolute form with %s', async (_, version, host, status) => {
  const received = await sendRaw(
    gateway.url,
    `GET http://localhost/graphql?${query} HTTP/${version}\r\n${host}connection: close\r\n\r\n`,
  );
  expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test('a target of a foreign host is refused in HTTP/1.0 as well, where the Host header is optional', async () => {
  const received = await sendRaw(gateway.url, `GET http://rebound.example/graphql?${query} HTTP/1.0\r\n\r\n`);
  expect(received).toMatch(/^HTTP\/1\.1 404 /);
});

test.each([
  ['http://localhost:9090/metrics', 200],
  ['http://localhost:9090/readyz', 200],
  ['http://rebound.example/metrics', 404],
])('the admin server answers %s with %i', async (target, status) => {
  const received = await sendRaw(
    gateway.adminUrl ?? '',
    `GET ${target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
  );
  expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test.each([
  ['localhost', 101],
  ['rebound.example', 403],
])('a WebSocket handshake for http://%s/graphql is answered with %i', async (host, status) => {
  const close = Buffer.from([0x88, 0x80, 0, 0, 0, 0]);
  const head =
    `GET http://${host}/graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
    'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  const received = await sendRaw(gateway.url, Buffer.concat([Buffer.from(head), close]));
  expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});
