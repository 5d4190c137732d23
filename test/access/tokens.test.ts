import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tokens } from '../../src/access/createTokens.ts';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { audience, type Issuer, makeKey, type SigningKey, sign, startIssuer, tokensOf } from './startIssuer.ts';

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
  upstream.answerWith(null);
  clock = createClock({ speed: 0 });
  tokens = tokensOf(upstream.url, { clock });
});

const by = (key: SigningKey, claims: Record<string, unknown> = {}, header = {}) =>
  sign(key, claims, { header, now: clock.now() });
const verify = async (token: string | Promise<string>) => tokens.verify(await token);
const codeOf = async (token: string | Promise<string>) =>
  verify(token).then(
    () => 'accepted',
    ({ code }) => code,
  );
const seconds = () => Math.floor(clock.now() / 1000);

describe('a token', () => {
  test('is accepted with its claims', async () => {
    expect(await verify(by(first, { groups: ['a'] }))).toMatchObject({
      subject: 'ann',
      expiresAt: (seconds() + 600) * 1000,
      claims: { groups: ['a'] },
    });
  });

  test.each(['RS256', 'EdDSA'])('signed with %s is accepted', async (alg) => {
    const key = await makeKey('other', alg);
    upstream.publish(key);
    expect(await codeOf(by(key))).toBe('accepted');
  });

  test('for several audiences is accepted', async () => {
    expect(await codeOf(by(first, { aud: ['x', audience] }))).toBe('accepted');
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
    ['with a sub that is not a string', { sub: 7 }],
    ['with an exp in milliseconds', { exp: Date.now() + 600_000 }],
    ['with an exp that is no date', { exp: 1e300 }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 60 }],
  ])('%s is refused', async (_, claims) => {
    expect(await codeOf(by(first, claims))).toBe('UNAUTHENTICATED');
  });

  test('expires five seconds after its time, the tolerated clock difference', async () => {
    const token = await by(first, { exp: seconds() + 10 });
    clock.advance(14_000);
    expect(await codeOf(token)).toBe('accepted');
    clock.advance(2_000);
    expect(await codeOf(token)).toBe('UNAUTHENTICATED');
  });

  test('may be as late or as early as the clocks of issuer and gateway are configured to differ', async () => {
    for (const clockTolerance of [0, 120]) {
      const strict = tokensOf(upstream.url, { clock, rules: { clockTolerance } });
      const edge = clockTolerance + 2;
      for (const claims of [{ exp: seconds() - edge }, { nbf: seconds() + edge }]) {
        await expect(strict.verify(await by(first, claims))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      }
      const within = clockTolerance - 2;
      for (const claims of [{ exp: seconds() - within }, { nbf: seconds() + within }]) {
        expect((await strict.verify(await by(first, claims))).subject).toBe('ann');
      }
    }
  });

  test.each(['none', 'None', 'NONE', 'nOnE', 'HS256', 'ES384', ''])('with the algorithm %j is refused', async (alg) => {
    const [, payload, signature] = (await by(first)).split('.');
    for (const end of [signature, '', 'AA']) {
      expect(await codeOf(`${base64({ alg, kid: 'first', typ: 'JWT' })}.${payload}.${end}`)).toBe('UNAUTHENTICATED');
    }
  });

  test('with an algorithm of the issuer that is not configured is refused', async () => {
    const key = await makeKey('first', 'ES384');
    upstream.publish(key);
    expect(await codeOf(by(key))).toBe('UNAUTHENTICATED');
  });

  test('signed with the public key as an HMAC secret is refused', async () => {
    const { createHmac } = await import('node:crypto');
    const [, payload] = (await by(first)).split('.');
    const content = `${base64({ alg: 'HS256', kid: 'first' })}.${payload}`;
    for (const secret of [JSON.stringify(first.jwk), first.jwk.x ?? '']) {
      const end = createHmac('sha256', secret).update(content).digest('base64url');
      expect(await codeOf(`${content}.${end}`)).toBe('UNAUTHENTICATED');
    }
  });

  test('with a changed payload is refused', async () => {
    const [header, , signature] = (await by(first)).split('.');
    const [, other] = (await by(first, { sub: 'root' })).split('.');
    expect(await codeOf(`${header}.${other}.${signature}`)).toBe('UNAUTHENTICATED');
  });

  test('signed with another key of the same kid is refused', async () => {
    expect(await codeOf(by({ ...second, kid: 'first' }))).toBe('UNAUTHENTICATED');
  });

  test('that contains its own key, or the URL of one, is refused, and the URL is not requested', async () => {
    await using elsewhere = await startIssuer(second);
    const pointers = [{ jwk: second.jwk }, { jku: elsewhere.url }, { x5u: elsewhere.url }];
    for (const header of pointers) {
      for (const kid of ['second', 'first', undefined]) {
        expect(await codeOf(by(second, {}, { ...header, kid }))).toBe('UNAUTHENTICATED');
      }
    }
    expect(elsewhere.requests()).toBe(0);
    // A valid token with such a header is accepted.
    expect(await codeOf(by(first, {}, { jku: elsewhere.url }))).toBe('accepted');
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

  test('with an unknown critical header is refused', async () => {
    const [, payload, signature] = (await by(first)).split('.');
    const header = base64({ alg: 'ES256', kid: 'first', crit: ['x'], x: 1 });
    expect(await codeOf(`${header}.${payload}.${signature}`)).toBe('UNAUTHENTICATED');
  });

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', 'é.é.é', `${'a'.repeat(20_000)}.b.c`])(
    'of the form %j is refused',
    async (text) => {
      expect(await codeOf(text)).toBe('UNAUTHENTICATED');
    },
  );
});

describe("the issuer's keys", () => {
  test('are requested once for many tokens', async () => {
    const before = upstream.requests();
    const token = await by(first);
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(upstream.requests() - before).toBe(1);
  });

  test('are accepted within 30 seconds after they are published', async () => {
    await verify(by(first));
    upstream.publish(first, second);
    clock.advance(29_000);
    expect(await codeOf(by(second))).toBe('accepted');
    expect(await codeOf(by(first))).toBe('accepted');
  });

  test('are rejected within 60 seconds after they are retired, without any request in between', async () => {
    await verify(by(first));
    upstream.publish(second);
    clock.advance(59_000);
    expect(await codeOf(by(first))).toBe('UNAUTHENTICATED');
  });

  test('are requested at most twice for any number of unknown kids', async () => {
    await verify(by(first));
    clock.advance(26_000);
    const before = upstream.requests();
    const unknown = await Promise.all(Array.from({ length: 500 }, (_, at) => by(second, {}, { kid: `made-up-${at}` })));
    for (const token of unknown.slice(0, 50)) expect(await codeOf(token)).toBe('UNAUTHENTICATED');
    const codes = await Promise.all(unknown.slice(50).map(codeOf));
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED']));
    expect(upstream.requests() - before).toBeLessThanOrEqual(2);
  });

  test('stay valid for 15 minutes while the issuer is down', async () => {
    await verify(by(first));
    upstream.answerWith((response) => response.destroy());
    for (let minute = 1; minute < 15; minute += 1) {
      clock.advance(60_000);
      expect(await codeOf(by(first))).toBe('accepted');
    }
    clock.advance(60_001);
    expect(await codeOf(by(first))).toBe('SERVICE_UNAVAILABLE');
    upstream.answerWith(null);
    clock.advance(26_000);
    expect(await codeOf(by(first))).toBe('accepted');
  });

  test('are requested again soon if the issuer was never reached', async () => {
    upstream.answerWith((response) => response.destroy());
    expect(await codeOf(by(first))).toBe('SERVICE_UNAVAILABLE');
    upstream.answerWith(null);
    clock.advance(2_000);
    expect(await codeOf(by(first))).toBe('accepted');
  });

  describe('one of which cannot be used', () => {
    const unusable: [string, object][] = [
      ['without modulus', { kty: 'RSA', e: 'AQAB' }],
      ['with a modulus of 3 bytes', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }],
      ['whose modulus is not base64url', { kty: 'RSA', n: '!!!', e: 'AQAB' }],
      ['that is no point of its curve', { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }],
      ['of an Edwards curve, too short', { kty: 'OKP', crv: 'Ed25519', x: 'AA' }],
    ];
    const algorithmOf: Record<string, string> = { RSA: 'RS256', EC: 'ES256', OKP: 'EdDSA' };

    test.each(unusable)('%s: a token that names it is refused for want of a key', async (_, jwk) => {
      const alg = algorithmOf[(jwk as { kty: string }).kty] ?? '';
      upstream.publish(first, { ...first, jwk: { ...jwk, kid: 'odd', alg, use: 'sig' } });
      const token = `${base64({ alg, kid: 'odd' })}.${base64({})}.AAAA`;
      await expect(tokens.verify(token)).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        reason: 'token_key_unknown',
        detail: expect.stringContaining('the key of the issuer cannot be used'),
      });
      expect(await codeOf(by(first))).toBe('accepted');
    });

    test.each(unusable)('%s: a token without kid is verified with the other keys', async (_, jwk) => {
      const alg = algorithmOf[(jwk as { kty: string }).kty] ?? '';
      const key = await makeKey('good', alg);
      upstream.publish({ ...key, jwk: { ...jwk, kid: 'odd', alg, use: 'sig' } }, key);
      expect(await codeOf(by(key, {}, { kid: undefined }))).toBe('accepted');
    });
  });

  test.each([null, 'a', 5, {}, { kty: 5 }, { kid: 'first' }])(
    'are known if an entry of the set is %j',
    async (entry) => {
      upstream.answerWith((response) => response.end(JSON.stringify({ keys: [entry, first.jwk] })));
      expect(await codeOf(by(first))).toBe('accepted');
      expect(await codeOf(by(second))).toBe('UNAUTHENTICATED');
    },
  );

  test.each<[string, Parameters<Issuer['answerWith']>[0]]>([
    ['20 MB long', (response) => response.end(Buffer.alloc(20 * 1024 * 1024, 32))],
    ['an error', (response) => response.writeHead(500).end('{"keys":[]}')],
    ['a redirect', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['not JSON', (response) => response.end('<html>')],
    ['null', (response) => response.end('null')],
    ['no keys', (response) => response.end('{"keys":{}}')],
    ['a list of strings', (response) => response.end('{"keys":["a"]}')],
    ['101 keys', (response) => response.end(JSON.stringify({ keys: Array(101).fill({ kty: 'EC' }) }))],
  ])('are not replaced by an answer that is %s', async (_, answer) => {
    await verify(by(first));
    upstream.answerWith(answer);
    clock.advance(60_000);
    expect(await codeOf(by(first))).toBe('accepted');
    expect(await codeOf(by(second))).toBe('UNAUTHENTICATED');
  });

  test('are requested again in time if the date of the machine is set back', async () => {
    const [date, steady] = [createClock({ speed: 0 }), createClock({ speed: 0 })];
    const ahead = { now: () => date.now() + 3_600_000 };
    let wall: { now(): number } = ahead;
    const verifier = tokensOf(upstream.url, { clock: { now: () => wall.now() }, steady });
    const by = (key: SigningKey) => sign(key, {}, { now: wall.now() });
    upstream.publish(first);
    expect((await verifier.verify(await by(first))).subject).toBe('ann');
    wall = date;
    upstream.publish(second);
    steady.advance(60_000);
    expect((await verifier.verify(await by(second))).subject).toBe('ann');
    await expect(verifier.verify(await by(first))).rejects.toThrow('invalid');
  });

  test('are asked for once if the issuer hangs, and then the known ones are used', async () => {
    await verify(by(first));
    upstream.answerWith((response) => response.writeHead(200).write('{"keys":['));
    clock.advance(60_000);
    const token = await by(first);
    const before = upstream.requests();
    expect(await Promise.all(Array.from({ length: 20 }, () => codeOf(token)))).toEqual(Array(20).fill('accepted'));
    // Without waiting, because nothing is asked for.
    expect(await codeOf(token)).toBe('accepted');
    expect(upstream.requests() - before).toBe(1);
  });
});
