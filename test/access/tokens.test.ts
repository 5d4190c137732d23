import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { downloadKeySet } from '../../src/access/downloadKeySet.ts';
import { createTokens, type Tokens } from '../../src/access/tokens.ts';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { audience, type Issuer, issuer, makeKey, type SigningKey, sign, startIssuer } from './startIssuer.ts';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

let first: SigningKey;
let second: SigningKey;
let upstream: Issuer;
let clock: AdjustableClock;
let tokens: Tokens;

beforeAll(async () => {
  [first, second] = await Promise.all([makeKey('first'), makeKey('second')]);
  upstream = await startIssuer();
});
afterAll(() => upstream?.[Symbol.asyncDispose]());
beforeEach(() => {
  upstream.publish(first);
  upstream.instead(null);
  clock = createClock({ speed: 0 });
  tokens = createTokens(
    { issuer, audience, algorithms: ['RS256', 'ES256', 'EdDSA'] },
    () => downloadKeySet(upstream.url),
    clock,
  );
});

const by = (key: SigningKey, claims: Record<string, unknown> = {}, header = {}) =>
  sign(key, claims, { header, now: clock.now() });
const prove = async (token: string | Promise<string>) => tokens.prove(await token);
const codeOf = async (token: string | Promise<string>) =>
  prove(token).then(
    () => 'taken',
    ({ code }) => code,
  );
const seconds = () => Math.floor(clock.now() / 1000);

describe('a token', () => {
  test('is taken, with what it says', async () => {
    expect(await prove(by(first, { groups: ['a'] }))).toMatchObject({
      subject: 'ann',
      expiresAt: (seconds() + 600) * 1000,
      claims: { groups: ['a'] },
    });
  });

  test.each(['RS256', 'EdDSA'])('by %s is taken, too', async (alg) => {
    const key = await makeKey('other', alg);
    upstream.publish(key);
    expect(await codeOf(by(key))).toBe('taken');
  });

  test('for several audiences is taken', async () => {
    expect(await codeOf(by(first, { aud: ['x', audience] }))).toBe('taken');
  });

  test.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://other.example' }],
    ['without issuer', { iss: undefined }],
    ['for another audience', { aud: 'other' }],
    ['without audience', { aud: undefined }],
    ['without exp', { exp: undefined }],
    ['without sub', { sub: undefined }],
    ['with an empty sub', { sub: '' }],
    ['with a sub of 300 characters', { sub: 'a'.repeat(300) }],
    ['with a sub that is no text', { sub: 7 }],
    ['that is over', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['that is not yet', { nbf: Math.floor(Date.now() / 1000) + 60 }],
  ])('%s is refused', async (_, claims) => {
    expect(await codeOf(by(first, claims))).toBe('UNAUTHENTICATED');
  });

  test('is over five seconds after its time', async () => {
    const token = await by(first, { exp: seconds() + 10 });
    clock.advance(14_000);
    expect(await codeOf(token)).toBe('taken');
    clock.advance(2_000);
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
  });

  test.each(['none', 'None', 'NONE', 'nOnE', 'HS256', 'ES384', ''])('with the algorithm %j is refused', async (alg) => {
    const [, payload, signature] = (await by(first)).split('.');
    for (const end of [signature, '', 'AA']) {
      expect(await codeOf(`${base64({ alg, kid: 'first', typ: 'JWT' })}.${payload}.${end}`)).toBe('UNAUTHENTICATED');
    }
  });

  test('by an algorithm that the issuer could, but that is not allowed here, is refused', async () => {
    const key = await makeKey('first', 'ES384');
    upstream.publish(key);
    expect(await codeOf(by(key))).toBe('UNAUTHENTICATED');
  });

  test('signed with the public key as if that were a secret is refused', async () => {
    const { createHmac } = await import('node:crypto');
    const [, payload] = (await by(first)).split('.');
    const content = `${base64({ alg: 'HS256', kid: 'first' })}.${payload}`;
    for (const secret of [JSON.stringify(first.jwk), first.jwk.x ?? '']) {
      const end = createHmac('sha256', secret).update(content).digest('base64url');
      expect(await codeOf(`${content}.${end}`)).toBe('UNAUTHENTICATED');
    }
  });

  test('changed after it was signed is refused', async () => {
    const [header, , signature] = (await by(first)).split('.');
    const [, other] = (await by(first, { sub: 'root' })).split('.');
    expect(await codeOf(`${header}.${other}.${signature}`)).toBe('UNAUTHENTICATED');
  });

  test('by another key with the same kid is refused', async () => {
    expect(await codeOf(by({ ...second, kid: 'first' }))).toBe('UNAUTHENTICATED');
  });

  test('that brings its own key, or says where it is, is refused, and nobody is asked there', async () => {
    await using elsewhere = await startIssuer(second);
    const pointers = [{ jwk: second.jwk }, { jku: elsewhere.url }, { x5u: elsewhere.url }];
    for (const header of pointers) {
      for (const kid of ['second', 'first', undefined]) {
        expect(await codeOf(by(second, {}, { ...header, kid }))).toBe('UNAUTHENTICATED');
      }
    }
    expect(elsewhere.asked()).toBe(0);
    // They do no harm to a good one either.
    expect(await codeOf(by(first, {}, { jku: elsewhere.url }))).toBe('taken');
  });

  test.each([
    '../../first',
    "' OR 1=1 --",
    '/dev/null',
    'http://127.0.0.1/',
    '__proto__',
    '\r\nx: y',
    'a'.repeat(5_000),
  ])('with the kid %j is refused', async (kid) => {
    expect(await codeOf(by(second, {}, { kid }))).toBe('UNAUTHENTICATED');
  });

  test('with something critical that nobody understands is refused', async () => {
    const [, payload, signature] = (await by(first)).split('.');
    const header = base64({ alg: 'ES256', kid: 'first', crit: ['x'], x: 1 });
    expect(await codeOf(`${header}.${payload}.${signature}`)).toBe('UNAUTHENTICATED');
  });

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', 'é.é.é', `${'a'.repeat(20_000)}.b.c`])(
    '%j is none',
    async (text) => {
      expect(await codeOf(text)).toBe('UNAUTHENTICATED');
    },
  );
});

describe("the issuer's keys", () => {
  test('are asked for once for many', async () => {
    const before = upstream.asked();
    const token = await by(first);
    await Promise.all(Array.from({ length: 50 }, () => prove(token)));
    expect(upstream.asked() - before).toBe(1);
  });

  test('that are new count within 30 seconds', async () => {
    await prove(by(first));
    upstream.publish(first, second);
    clock.advance(29_000);
    expect(await codeOf(by(second))).toBe('taken');
    expect(await codeOf(by(first))).toBe('taken');
  });

  test('that are retired end within 60 seconds, also where nobody has come meanwhile', async () => {
    await prove(by(first));
    upstream.publish(second);
    clock.advance(59_000);
    expect(await codeOf(by(first))).toBe('UNAUTHENTICATED');
  });

  test('that are unknown cost two questions at most, however many are named', async () => {
    await prove(by(first));
    clock.advance(26_000);
    const before = upstream.asked();
    const unknown = await Promise.all(Array.from({ length: 500 }, (_, at) => by(second, {}, { kid: `made-up-${at}` })));
    for (const token of unknown.slice(0, 50)) expect(await codeOf(token)).toBe('UNAUTHENTICATED');
    const codes = await Promise.all(unknown.slice(50).map(codeOf));
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
    expect(upstream.asked() - before).toBeLessThanOrEqual(2);
  });

  test('go on while the issuer is down, for a quarter of an hour', async () => {
    await prove(by(first));
    upstream.instead((response) => response.destroy());
    for (let minute = 1; minute < 15; minute += 1) {
      clock.advance(60_000);
      expect(await codeOf(by(first))).toBe('taken');
    }
    clock.advance(60_001);
    expect(await codeOf(by(first))).toBe('SERVICE_UNAVAILABLE');
    upstream.instead(null);
    clock.advance(26_000);
    expect(await codeOf(by(first))).toBe('taken');
  });

  test('cannot be told where the issuer was never reached; it is asked again soon', async () => {
    upstream.instead((response) => response.destroy());
    expect(await codeOf(by(first))).toBe('SERVICE_UNAVAILABLE');
    upstream.instead(null);
    clock.advance(2_000);
    expect(await codeOf(by(first))).toBe('taken');
  });

  test.each<[string, Parameters<Issuer['instead']>[0]]>([
    ['20 MB long', (response) => response.end(Buffer.alloc(20 * 1024 * 1024, 32))],
    ['an error', (response) => response.writeHead(500).end('{"keys":[]}')],
    ['a redirection', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['not JSON', (response) => response.end('<html>')],
    ['no keys', (response) => response.end('{"keys":{}}')],
    ['no keys but words', (response) => response.end('{"keys":["a"]}')],
    ['101 keys', (response) => response.end(JSON.stringify({ keys: Array(101).fill({ kty: 'EC' }) }))],
  ])('are not replaced by an answer that is %s', async (_, answer) => {
    await prove(by(first));
    upstream.instead(answer);
    clock.advance(60_000);
    expect(await codeOf(by(first))).toBe('taken');
    expect(await codeOf(by(second))).toBe('UNAUTHENTICATED');
  });

  test('that hang hold up nobody for longer than three seconds, and nobody twice', async () => {
    await prove(by(first));
    upstream.instead((response) => response.writeHead(200).write('{"keys":['));
    clock.advance(60_000);
    const token = await by(first);
    const started = performance.now();
    expect(await Promise.all(Array.from({ length: 20 }, () => codeOf(token)))).toEqual(Array(20).fill('taken'));
    expect(performance.now() - started).toBeLessThan(4_500);
    const again = performance.now();
    expect(await codeOf(token)).toBe('taken');
    expect(performance.now() - again).toBeLessThan(1_000);
  });
});
