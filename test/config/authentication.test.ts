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
    ['JWT_ISSUER', 'https://issuer.example, https://other.example'],
    ['JWT_AUDIENCE', 'one ,two'],
    ['JWT_REQUIRED_CLAIMS', 'token_use=access, tenant=a b'],
  ])('have no spaces beside the commas of a list, which no token would have: %s', (name, value) => {
    const [fault = '', ...others] = faultsOf({ ...tokens, ...callers, [name]: value });
    expect(others).toEqual([]);
    expect(fault).toMatch(new RegExp(`^${name} is ".*"\\. Allowed: .*separated by commas without spaces\\.$`));
    expect(faultsOf({ ...tokens, ...callers, [name]: value.replaceAll(/ ?, ?/g, ',') })).toEqual([]);
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

describe('the sign-in of the jobs board', () => {
  const signIn = { ...tokens, ...callers, OIDC_CLIENT_ID: 'board' };

  test('needs tokens, and its other options need a client', () => {
    expect(faultsOf(signIn)).toEqual([]);
    expect(faultsOf({ ...callers, OIDC_CLIENT_ID: 'board' })).toEqual([
      'OIDC_CLIENT_ID needs JWT_JWKS_URL, JWT_ISSUER, JWT_AUDIENCE: they verify its tokens.',
    ]);
    expect(faultsOf({ ...tokens, ...callers, OIDC_SCOPES: 'openid' })).toEqual([
      'OIDC_SCOPES has no effect without OIDC_CLIENT_ID. Set it, or remove OIDC_SCOPES.',
    ]);
  });

  test('needs the URL of a discovery document if the issuer is none', () => {
    expect(faultsOf({ ...signIn, JWT_ISSUER: 'issuer' })).toEqual([
      'Missing: OIDC_DISCOVERY_URL. JWT_ISSUER is issuer, which is not an https URL to derive it from.',
    ]);
    expect(faultsOf({ ...signIn, JWT_ISSUER: 'issuer', OIDC_DISCOVERY_URL: 'https://issuer.example/oidc' })).toEqual(
      [],
    );
    expect(faultsOf({ ...signIn, OIDC_DISCOVERY_URL: 'http://issuer.example/oidc' })).toHaveLength(1);
  });

  test('requests openid, and leaves the parameters of the protocol to the board', () => {
    const configOf = (env: Record<string, string>) => {
      const command = parseConfig([], { ...signIn, ...env });
      return command.kind === 'serve' ? command.config : undefined;
    };
    expect(configOf({ OIDC_SCOPES: 'openid,api://cold/Archive.Read' })?.OIDC_SCOPES).toEqual([
      'openid',
      'api://cold/Archive.Read',
    ]);
    expect(configOf({ OIDC_PARAMETERS: 'audience=https://cold.example/?a=b,prompt=login' })?.OIDC_PARAMETERS).toEqual({
      audience: 'https://cold.example/?a=b',
      prompt: 'login',
    });
    expect(faultsOf({ ...signIn, OIDC_SCOPES: 'profile' })).toHaveLength(1);
    expect(faultsOf({ ...signIn, OIDC_SCOPES: 'openid profile' })).toHaveLength(1);
    for (const name of ['state', 'redirect_uri', 'response_mode', 'code_challenge_method', 'request_uri'])
      expect(faultsOf({ ...signIn, OIDC_PARAMETERS: `${name}=x` })).toHaveLength(1);
  });
});
