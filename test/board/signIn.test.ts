// The sign-in of the jobs board without a browser: its settings, the protocol with an identity provider, and the session.
import { ResponseBodyError } from 'oauth4webapi';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIdentityProvider, type Tokens } from '../../src/board/signIn/createIdentityProvider.ts';
import { createSession, problems } from '../../src/board/signIn/createSession.ts';
import { storePending, takePending } from '../../src/board/signIn/pendingSignIn.ts';
import { isRefusal, wordsOf } from '../../src/board/signIn/signInFailure.ts';
import { parseSettings } from '../../src/board/signIn/signInSettings.ts';
import { clientId, type OidcProvider, startOidcProvider } from './startOidcProvider.ts';

const redirectUri = 'http://127.0.0.1:4000/board/';

describe('the identity provider', () => {
  let oidc: OidcProvider;
  beforeAll(async () => {
    oidc = await startOidcProvider();
  });
  beforeEach(() => Object.assign(oidc, { answer: {}, idClaims: {}, failure: null }));
  afterAll(() => oidc?.[Symbol.asyncDispose]());

  const connect = () =>
    createIdentityProvider({
      clientId,
      scopes: ['openid', 'cold/read'],
      parameters: { audience: 'https://cold.example', scope: 'other' },
      provider: {
        issuer: oidc.url,
        authorization_endpoint: `${oidc.url}/authorize?tenant=1`,
        token_endpoint: `${oidc.url}/token`,
        revocation_endpoint: `${oidc.url}/revoke`,
        authorization_response_iss_parameter_supported: true,
        id_token_signing_alg_values_supported: ['ES256'],
      },
    });
  /** From the button to the tokens, as a browser does it. */
  const signIn = async (changes: { verifier?: string } = {}): Promise<Tokens> => {
    const provider = connect();
    const { url, pending } = await provider.authorize(redirectUri, '#/jobs');
    const response = await fetch(url, { redirect: 'manual' });
    const { searchParams } = new URL(response.headers.get('location') ?? '');
    return provider.exchange(searchParams, { ...pending, ...changes }, redirectUri);
  };
  const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => null,
      (error) => error,
    );

  test('gives tokens for the code, with PKCE, state and nonce', async () => {
    const before = Date.now();
    const { accessToken, refreshToken, expiresAt } = await signIn();
    expect([accessToken, refreshToken]).toEqual([expect.any(String), expect.any(String)]);
    expect(expiresAt).toBeGreaterThanOrEqual(before + 600_000);
    expect(oidc.lastAsked).toEqual({
      tenant: '1',
      audience: 'https://cold.example',
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: 'openid cold/read',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
  });

  test('is asked with new secrets each time', async () => {
    const secrets = await Promise.all(
      Array.from({ length: 3 }, async () => (await connect().authorize(redirectUri, '#/vaults')).pending),
    );
    expect(new Set(secrets.flatMap(({ state, nonce, verifier }) => [state, nonce, verifier])).size).toBe(9);
    expect(secrets[0]?.hash).toBe('#/vaults');
  });

  test.each([
    ['another state', { state: 'other' }],
    ['another issuer', { iss: 'https://other.example' }],
    ['another state and an error', { state: 'other', error: 'call +1 555', error_description: 'call +1 555' }],
  ])('is not believed with %s, and no code is sent to it', async (_, answer) => {
    oidc.answer = answer;
    const grants = oidc.grants.length;
    const words = wordsOf(await failureOf(signIn()));
    expect(words).toMatch(/^The answer of the identity provider is not valid for this sign-in: /);
    expect(words).not.toContain('555');
    expect(oidc.grants).toHaveLength(grants);
  });

  test.each([
    ['nonce', { nonce: 'other' }],
    ['nonce', { nonce: undefined }],
    ['aud', { aud: 'other' }],
    ['iss', { iss: 'https://other.example' }],
    ['exp', { exp: 1 }],
  ])('is not believed with another %s in the ID token: %j', async (claim, idClaims) => {
    oidc.idClaims = idClaims;
    const words = wordsOf(await failureOf(signIn()));
    expect(words).toMatch(/^The answer of the identity provider is not valid for this sign-in: /);
    expect(words).toContain(claim);
  });

  test('gives nothing for a code without its verifier', async () => {
    const error = await failureOf(signIn({ verifier: 'a'.repeat(43) }));
    expect(wordsOf(error)).toBe('The identity provider has refused the sign-in: invalid_grant');
    expect(isRefusal(error)).toBe(true);
  });

  test('says in its own words why it refuses', async () => {
    oidc.answer = { error: 'access_denied', error_description: 'Ann is not an archivist' };
    expect(wordsOf(await failureOf(signIn()))).toBe(
      'The identity provider has refused the sign-in: Ann is not an archivist (access_denied)',
    );
  });

  test('renews tokens with each refresh token once, and is told of those that end', async () => {
    const { refreshToken } = await signIn();
    const provider = connect();
    const renewed = await provider.renew(refreshToken ?? '');
    expect(renewed.refreshToken).not.toBe(refreshToken);
    expect(isRefusal(await failureOf(provider.renew(refreshToken ?? '')))).toBe(true);
    await provider.revoke(renewed.refreshToken ?? '');
    expect(oidc.revoked).toEqual([renewed.refreshToken]);
  });

  test.each([
    [503, { error: 'temporarily_unavailable' }],
    [400, { error: 'server_error' }],
    [429, { error: 'slow_down' }],
    [502, {}],
  ])('that fails with %i has not refused', async (status, body) => {
    oidc.failure = { status, body };
    expect(isRefusal(await failureOf(connect().renew('any')))).toBe(false);
  });

  test('that cannot be reached has not refused', async () => {
    const error = await failureOf(fetch('http://127.0.0.1:1/'));
    expect(isRefusal(error)).toBe(false);
    expect(wordsOf(error)).toMatch(/cannot be reached/);
  });
});

describe('a session', () => {
  /** With a clock and a provider by hand. */
  const start = () => {
    let time = 0;
    const timers = new Set<{ at: number; run: () => void }>();
    const renewals: { refreshToken: string; end(result: Tokens | Error): Promise<void> }[] = [];
    const revoked: string[] = [];
    const clock = {
      now: () => time,
      after: (milliseconds: number, run: () => void) => {
        const timer = { at: time + milliseconds, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    };
    const provider = {
      renew: (refreshToken: string) =>
        new Promise<Tokens>((resolve, reject) => {
          const end = (result: Tokens | Error) => {
            if (result instanceof Error) reject(result);
            else resolve(result);
            // What follows a renewal takes a few turns of the microtask queue.
            return new Promise<void>((done) => setImmediate(done));
          };
          renewals.push({ refreshToken, end });
        }),
      revoke: async (refreshToken: string) => void revoked.push(refreshToken),
    };
    const session = createSession(provider, clock);
    const pass = (milliseconds: number) => {
      time += milliseconds;
      for (const timer of [...timers]) {
        if (timer.at > time) continue;
        timers.delete(timer);
        timer.run();
      }
    };
    return { session, pass, renewals, revoked, timers };
  };
  const tokens = (name: string, expiresAt: number | null, refreshToken: string | null = `refresh-${name}`) =>
    ({ accessToken: name, expiresAt, refreshToken }) satisfies Tokens;
  const given = (key: string) => ({ state: 'given', key });
  const needed = (problem: string | null) => ({ state: 'needed', key: null, problem });

  test('is opening until the tokens are there', async () => {
    const { session } = start();
    const opened = session.open(Promise.resolve(tokens('a', 600_000)));
    expect(session.credentials.get()).toEqual({ state: 'opening', key: null });
    session.refuse(null);
    expect(session.credentials.get().state).toBe('opening');
    await opened;
    expect(session.credentials.get()).toEqual(given('a'));
  });

  test('renews a token a minute before its end, with the last refresh token', async () => {
    const { session, pass, renewals } = start();
    await session.open(Promise.resolve(tokens('a', 600_000)));
    pass(539_999);
    expect(renewals).toHaveLength(0);
    pass(1);
    expect(renewals.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-a']);
    // Until then, requests are sent with the present one, without waiting.
    expect(await session.currentKey()).toBe('a');
    await renewals[0]?.end(tokens('b', 1_140_000, null));
    expect(await session.currentKey()).toBe('b');
    pass(540_000);
    expect(renewals.map(({ refreshToken }) => refreshToken)).toEqual(['refresh-a', 'refresh-a']);
  });

  test('renews a short token after half of its time, and one of no time once a second', async () => {
    const { session, pass, renewals } = start();
    await session.open(Promise.resolve(tokens('a', 10_000)));
    pass(5_000);
    expect(renewals).toHaveLength(1);
    await renewals[0]?.end(tokens('b', 5_000));
    pass(999);
    expect(renewals).toHaveLength(1);
    pass(1);
    expect(renewals).toHaveLength(2);
  });

  test('has no timer that a browser would end at once', async () => {
    const { session, timers } = start();
    await session.open(Promise.resolve(tokens('a', 1e13)));
    expect([...timers].map(({ at }) => at)).toEqual([2 ** 31 - 1]);
  });

  test('lets requests wait for a token in place of one that has ended, as after the sleep of a machine', async () => {
    const { session, pass, renewals } = start();
    await session.open(Promise.resolve(tokens('a', 600_000)));
    pass(10_000_000);
    const keys = Promise.all([session.currentKey(), session.currentKey()]);
    expect(renewals).toHaveLength(1);
    await renewals[0]?.end(tokens('b', 20_000_000));
    expect(await keys).toEqual(['b', 'b']);
  });

  test('keeps the token while the provider cannot be reached, and tries again until its end', async () => {
    const { session, pass, renewals } = start();
    await session.open(Promise.resolve(tokens('a', 600_000)));
    pass(540_000);
    await renewals[0]?.end(new TypeError('down'));
    expect(session.credentials.get()).toEqual(given('a'));
    pass(10_000);
    await renewals[1]?.end(new TypeError('down'));
    pass(50_000);
    await renewals[2]?.end(new TypeError('down'));
    pass(1_000_000);
    expect(renewals).toHaveLength(3);
    const key = expect(session.currentKey()).rejects.toThrow('The identity provider cannot be reached.');
    await renewals[3]?.end(new TypeError('down'));
    await key;
    expect(session.credentials.get()).toEqual(given('a'));
  });

  test('ends if the provider refuses to renew', async () => {
    const { session, pass, renewals, timers } = start();
    await session.open(Promise.resolve(tokens('a', 600_000)));
    pass(540_000);
    const response = new Response(null, { status: 400 });
    await renewals[0]?.end(new ResponseBodyError('refused', { cause: { error: 'invalid_grant' }, response }));
    expect(session.credentials.get()).toEqual(needed(problems.ended));
    expect(timers.size).toBe(0);
    expect(await session.currentKey()).toBeNull();
  });

  test('says why a key was refused, once', async () => {
    const { session, pass } = start();
    session.refuse(null);
    expect(session.credentials.get()).toEqual(needed(null));
    session.enter('wrong');
    session.refuse(null);
    expect(session.credentials.get()).toEqual(given('wrong'));
    session.refuse('wrong');
    expect(session.credentials.get()).toEqual(needed(problems.wrongKey));
    await session.open(Promise.resolve(tokens('a', 600_000, null)));
    session.refuse('wrong');
    expect(session.credentials.get()).toEqual(given('a'));
    session.refuse('a');
    expect(session.credentials.get()).toEqual(needed(problems.refusedToken));
    await session.open(Promise.resolve(tokens('b', 600_000, null)));
    pass(600_000);
    expect(await session.currentKey()).toBe('b');
    session.refuse('b');
    expect(session.credentials.get()).toEqual(needed(problems.ended));
  });

  test.each(['a\u200bb', 'a\nb', '\u043aey', 'a\0b'])('takes no key that a browser cannot send: %j', async (key) => {
    await expect(fetch('http://127.0.0.1:1/', { headers: { authorization: key } })).rejects.toThrow(TypeError);
    const { session, revoked } = start();
    session.enter(key);
    expect(session.credentials.get()).toEqual(needed(problems.impossibleKey));
    session.enter('a b \u00e9');
    expect(session.credentials.get()).toEqual(given('a b \u00e9'));
    await session.open(Promise.resolve({ ...tokens('a', 600_000), accessToken: key }));
    expect([session.credentials.get(), revoked]).toEqual([needed(problems.refusedToken), ['refresh-a']]);
  });

  test('forgets everything and ends the refresh token when somebody signs out, also during a renewal', async () => {
    const { session, pass, renewals, revoked, timers } = start();
    await session.open(Promise.resolve(tokens('a', 600_000)));
    pass(540_000);
    const signedOut = session.signOut();
    expect([session.credentials.get(), revoked, timers.size]).toEqual([needed(null), ['refresh-a'], 0]);
    await renewals[0]?.end(tokens('b', 1_200_000));
    await signedOut;
    expect([session.credentials.get(), timers.size]).toEqual([needed(null), 0]);
    // A provider that rotates refresh tokens has ended the first one with the renewal.
    expect(revoked).toEqual(['refresh-a', 'refresh-b']);
  });
});

test('what a tab remembers is taken once', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  };
  expect(takePending(storage)).toBeNull();
  const pending = { state: 's', nonce: 'n', verifier: 'v', hash: '#/jobs?kind=BATCH' };
  storePending(storage, pending);
  expect(takePending(storage)).toEqual(pending);
  expect([takePending(storage), stored.size]).toEqual([null, 0]);
});

test('the page says whether there is a provider, and whether it can be reached', () => {
  expect([null, undefined, ''].map(parseSettings)).toEqual([null, null, null]);
  expect(parseSettings('unavailable')).toBe('unavailable');
  expect(parseSettings('{"clientId":"board"}')).toEqual({ clientId: 'board' });
});
