import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/config/configError.ts';
import { parseConfig } from '../../src/config/parseConfig.ts';

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    parseConfig([], env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

const tokens = {
  JWT_JWKS_URL: 'https://issuer.example/keys',
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'glacier-graphql',
};
const callers = { API_KEYS_FILE: 'keys.json', POLICY_FILE: 'policy.json' };

describe('a gateway without authentication', () => {
  test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('may listen on %s', (HOST) => {
    expect(faultsOf({ HOST })).toEqual([]);
    expect(faultsOf({ HOST, BACKEND: 'aws' })).toEqual([]);
  });

  test.each(['0.0.0.0', '::', '192.168.0.1', 'gateway.example', 'localhost.example', '127.0.0.1.example'])(
    'does not start on %s, and reports why',
    (HOST) => {
      const reason = `HOST is ${HOST}: without authentication the gateway listens on loopback only. Set API_KEYS_FILE or JWT_JWKS_URL, with POLICY_FILE.`;
      expect(faultsOf({ HOST })).toEqual([reason]);
      expect(faultsOf({ HOST, BACKEND: 'aws', ALLOW_ANONYMOUS_WRITES: '1' })).toEqual([reason]);
      expect(faultsOf({ HOST, ...callers })).toEqual([]);
    },
  );
});

describe('the options of authentication', () => {
  test('require a policy, and a policy requires them', () => {
    const none = ['Missing: POLICY_FILE. Without it, no authenticated caller may do anything.'];
    expect(faultsOf({ API_KEYS_FILE: 'keys.json' })).toEqual(none);
    expect(faultsOf(tokens)).toEqual(none);
    expect(faultsOf({ POLICY_FILE: 'policy.json' })).toEqual([
      'POLICY_FILE needs authentication: set API_KEYS_FILE or JWT_JWKS_URL.',
    ]);
    expect(faultsOf({ ...tokens, ...callers })).toEqual([]);
  });

  test('exclude ALLOW_ANONYMOUS_WRITES', () => {
    expect(faultsOf({ ...callers, ALLOW_ANONYMOUS_WRITES: '1' })).toEqual([
      'ALLOW_ANONYMOUS_WRITES has no effect with authentication. Remove it.',
    ]);
  });

  test('require all three token options or none', () => {
    const { JWT_AUDIENCE, ...others } = tokens;
    expect(faultsOf({ ...others, ...callers })).toEqual([
      'Missing: JWT_AUDIENCE. JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE are needed together.',
    ]);
    expect(faultsOf({ JWT_AUDIENCE, ...callers })).toEqual([
      'Missing: JWT_JWKS_URL and JWT_ISSUER. JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE are needed together.',
    ]);
  });

  test.each([
    'http://issuer.example/keys',
    'http://localhost.example/keys',
    'http://127.0.0.1.example',
    'ftp://x',
    'x',
  ])('reject the key set URL %s', (JWT_JWKS_URL) => {
    expect(faultsOf({ ...tokens, ...callers, JWT_JWKS_URL })).toHaveLength(1);
  });

  test.each(['none', 'HS256', 'RS256,HS256', 'RS256,', 'rs256'])('reject the token algorithm %s', (JWT_ALGORITHMS) => {
    expect(faultsOf({ ...tokens, ...callers, JWT_ALGORITHMS })).toHaveLength(1);
  });
});
