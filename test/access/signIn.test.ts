// Where users sign in: the discovery document of the token issuer, and for how long it counts.
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createSignIn } from '../../src/access/createSignIn.ts';
import { type Provider, parseProvider } from '../../src/access/parseProvider.ts';

const issuer = 'https://issuer.example';
const document = {
  issuer,
  authorization_endpoint: 'https://issuer.example/authorize',
  token_endpoint: 'https://issuer.example/token',
};
const parse = (changes: object = {}) => parseProvider(JSON.stringify({ ...document, ...changes }), [issuer]);

describe('a discovery document', () => {
  test('is reduced to what the sign-in needs', () => {
    const used = {
      revocation_endpoint: 'http://127.0.0.1:8080/revoke',
      authorization_response_iss_parameter_supported: true,
      id_token_signing_alg_values_supported: ['RS256'],
    };
    expect(parse({ ...used, jwks_uri: 'https://issuer.example/keys' })).toEqual({ ...document, ...used });
  });

  test('of another issuer is refused', () => {
    expect(() => parse({ issuer: 'https://other.example' })).toThrow(
      'the discovery document is of the issuer https://other.example, which is not in JWT_ISSUER',
    );
  });

  test.each([
    undefined,
    '/token',
    'javascript:alert(1)',
    'http://issuer.example/token',
    'http://localhost:1@issuer.example/token',
    // A host of the URL standard, and a directive of the content security policy.
    'https://a;script-src.example/token',
    'https://*.example/token',
    'https://issuer.example:443;/token',
  ])('with the token endpoint %s is refused', (token_endpoint) => {
    expect(() => parse({ token_endpoint })).toThrow('not valid in the discovery document: token_endpoint');
  });

  test.each(['', 'null', '[]', '<html>'])('that is %s is refused', (text) => {
    expect(() => parseProvider(text, [issuer])).toThrow();
  });
});

describe('the settings of the sign-in', () => {
  const start = () => {
    let now = 0;
    let reads = 0;
    let answer: () => Promise<Provider> = () => Promise.reject(new Error('down'));
    const client = { clientId: 'board', scopes: ['openid'], parameters: {} };
    const read = () => {
      reads += 1;
      return answer();
    };
    const signIn = createSignIn(client, read, { now: () => now }, pino({ level: 'silent' }));
    return {
      settings: signIn.settings,
      answerWith: (provider: Provider | null) => {
        answer = () => (provider ? Promise.resolve(provider) : Promise.reject(new Error('down')));
      },
      pass: (milliseconds: number) => {
        now += milliseconds;
      },
      reads: () => reads,
    };
  };

  test('are read once for requests at the same time', async () => {
    const { settings, answerWith, reads } = start();
    answerWith(document);
    const [first, second] = await Promise.all([settings(), settings()]);
    expect(first).toMatchObject({ clientId: 'board', provider: document });
    expect(second).toBe(first);
    expect(reads()).toBe(1);
  });

  test('are null while the document was never read, which is tried again after five seconds', async () => {
    const { settings, answerWith, pass, reads } = start();
    expect([await settings(), await settings()]).toEqual([null, null]);
    expect(reads()).toBe(1);
    answerWith(document);
    pass(5_000);
    expect((await settings())?.provider).toEqual(document);
  });

  test('are read again after ten minutes, in the background; the last document outlives an outage', async () => {
    const { settings, answerWith, pass, reads } = start();
    answerWith(document);
    const before = await settings();
    pass(599_999);
    await settings();
    expect(reads()).toBe(1);
    answerWith(null);
    pass(1);
    expect(await settings()).toBe(before);
    expect(reads()).toBe(2);
    await settings();
    expect(reads()).toBe(2);
    answerWith({ ...document, token_endpoint: 'https://issuer.example/new' });
    pass(5_000);
    expect(await settings()).toBe(before);
    expect((await settings())?.provider.token_endpoint).toBe('https://issuer.example/new');
  });
});
