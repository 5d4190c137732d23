// The files of the jobs board as the gateway serves them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardFiles } from '../../src/http/endpoints/boardFiles.ts';
import { send } from '../http/send.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const paths = ['/', '/board.js', '/board.css', '/board.svg'];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) =>
  send(gateway.url, { path, headers: { ...html, ...headers } });

describe('each file', () => {
  test.each(paths)('%s forbids inline code, other origins, framing and sniffing', async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test.each(paths)('%s is not sent again to a browser that has it, compressed or not', async (path) => {
    const plain = await get(path);
    const compressed = await get(path, { 'accept-encoding': 'gzip, br' });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(Number(compressed.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']));
    const refusing = await get(path, { 'accept-encoding': 'gzip;q=0, br' });
    expect(refusing.headers['content-encoding']).toBeUndefined();
    // Two representations have two strong ETags.
    expect(plain.headers['etag']).toMatch(/^"[\w-]+"$/);
    expect(compressed.headers['etag']).not.toBe(plain.headers['etag']);
    expect(plain.headers['cache-control']).toBe('no-cache');
    const again = await get(path, { 'if-none-match': String(plain.headers['etag']) });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers['content-security-policy']).toBe(plain.headers['content-security-policy']);
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('takes GET and HEAD alone', async () => {
    const { status, headers } = await send(gateway.url, { path: '/board.js', method: 'POST', body: '{}' });
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await send(gateway.url, { path: '/board.js', method: 'HEAD' })).status).toBe(200);
  });
});

test('all files together have at most 150 KB compressed', () => {
  const bytes = Object.values(boardFiles).map((text) => gzipSync(text).length);
  expect(bytes).toHaveLength(paths.length);
  expect(bytes.reduce((sum, each) => sum + each)).toBeLessThan(150_000);
});

test('nothing is inline and nothing is loaded from elsewhere', () => {
  const { 'board.html': page = '', 'board.css': styles = '' } = boardFiles;
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.sort()).toEqual(['board.css', 'board.js', 'board.svg']);
  expect(styles).not.toMatch(/url\(|@import/);
});

test('clients that are no browsers receive no page at /, and other paths do not exist', async () => {
  for (const headers of [{}, { accept: 'application/json' }, { accept: '*/*' }]) {
    expect((await send(gateway.url, { path: '/', headers })).status).toBe(404);
  }
  expect((await get('/?query={__typename}')).status).toBe(404);
  expect((await get('/board.html')).status).toBe(404);
  expect((await get('/constructor')).status).toBe(404);
});

describe('the page of a gateway with OIDC_CLIENT_ID', () => {
  const issuer = createServer((_, response) => {
    downloads += 1;
    response.end(document === null ? 'no document' : JSON.stringify(document));
  });
  let downloads = 0;
  let document: object | null;
  let origin = '';
  beforeAll(async () => {
    await once(issuer.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    issuer.closeAllConnections();
    issuer.close();
  });
  const withSignIn = () =>
    startGateway({
      OIDC_CLIENT_ID: 'board "1" & <2>',
      OIDC_SCOPES: ['openid', 'cold'],
      JWT_ISSUER: [`${origin}/`],
      beside: gateway,
    });
  const settingsOf = (page: string): string | undefined =>
    /<meta name="sign-in" content="([^"]*)">/.exec(page)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

  test('has what the sign-in needs, and may connect to the endpoints that exchange tokens', async () => {
    const provider = {
      issuer: `${origin}/`,
      authorization_endpoint: 'https://login.example/authorize',
      token_endpoint: 'https://tokens.example:8443/token',
      revocation_endpoint: 'https://tokens.example:8443/revoke',
    };
    document = { ...provider, userinfo_endpoint: 'https://other.example/userinfo' };
    await using signIn = await withSignIn();
    const [first, second] = await Promise.all(
      ['/', '/?code=a&state=b'].map((path) => send(signIn.url, { path, headers: html })),
    );
    expect(first?.text).not.toMatch(/board "1"|<2>/);
    expect(JSON.parse(settingsOf(first?.text ?? '')?.replaceAll('&lt;', '<') ?? '')).toEqual({
      clientId: 'board "1" & <2>',
      scopes: ['openid', 'cold'],
      parameters: {},
      provider,
    });
    expect(second?.text).toBe(first?.text);
    expect(first?.headers['content-security-policy']).toContain("connect-src 'self' https://tokens.example:8443;");
    const script = await send(signIn.url, { path: '/board.js', headers: html });
    expect(script.headers['content-security-policy']).toContain("connect-src 'self';");
    expect(downloads).toBe(1);
  });

  test('is served without the sign-in while the issuer cannot be read', async () => {
    document = null;
    await using signIn = await withSignIn();
    const { status, text, headers } = await send(signIn.url, { path: '/', headers: html });
    expect([status, settingsOf(text)]).toEqual([200, 'unavailable']);
    expect(headers['content-security-policy']).toContain("connect-src 'self';");
  });
});

test('the page says whether GraphiQL is served, and BOARD=off serves no page', async () => {
  const stateOf = (page: string) => /<meta name="graphiql" content="(\w+)">/.exec(page)?.[1];
  expect(stateOf((await get('/')).text)).toBe('on');
  await using bare = await startGateway({ GRAPHIQL: false, BOARD: true, beside: gateway });
  expect(stateOf((await send(bare.url, { path: '/', headers: html })).text)).toBe('off');
  await using closed = await startGateway({ GRAPHIQL: false, BOARD: false, beside: gateway });
  for (const path of paths) expect((await send(closed.url, { path, headers: html })).status).toBe(404);
});
