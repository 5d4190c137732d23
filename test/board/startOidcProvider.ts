// An identity provider for the sign-in of the jobs board: OpenID Connect with PKCE for one public client. It signs users in without
// asking, checks what the client sends, and answers wrongly where a test wants that.
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeKey, type SigningKey, sign } from '../access/startIssuer.ts';

export const clientId = 'the-board';

/** What an authorization request asked for. */
type Asked = Record<string, string>;

export interface OidcProvider extends AsyncDisposable {
  /** Its issuer. */
  url: string;
  keysUrl: string;
  /** In seconds. */
  lifetime: number;
  /** Parameters of the next answers, in place of the right ones. */
  answer: Record<string, string>;
  /** Claims of the next ID tokens. */
  idClaims: Record<string, unknown>;
  /** The status and body of the next answers of the token endpoint; null for tokens. */
  failure: { status: number; body: object } | null;
  /** The grants that have given tokens, in order. */
  grants: string[];
  revoked: string[];
  /** What the last authorization request asked for. */
  lastAsked: Asked;
}

export async function startOidcProvider(): Promise<OidcProvider> {
  const key: SigningKey = await makeKey('oidc-key');
  const codes = new Map<string, Asked>();
  const refreshTokens = new Set<string>();

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', provider.url);
    const json = (body: object, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      response.end(JSON.stringify(body));
    };
    if (pathname === '/.well-known/openid-configuration') return json(discovery());
    if (pathname === '/keys') return json({ keys: [key.jwk] });
    if (pathname === '/authorize') {
      response.writeHead(302, { location: answerTo(Object.fromEntries(searchParams)) });
      return response.end();
    }
    const form = await formOf(request);
    if (pathname === '/revoke') {
      provider.revoked.push(form['token'] ?? '');
      return json({});
    }
    if (provider.failure) return json(provider.failure.body, provider.failure.status);
    const nonce = grantTo(form);
    return nonce === null ? json({ error: 'invalid_grant' }, 400) : json(await tokens(nonce));
  });

  const discovery = () => ({
    issuer: provider.url,
    authorization_endpoint: `${provider.url}/authorize`,
    token_endpoint: `${provider.url}/token`,
    revocation_endpoint: `${provider.url}/revoke`,
    authorization_response_iss_parameter_supported: true,
    id_token_signing_alg_values_supported: ['ES256'],
  });

  const answerTo = (asked: Asked): string => {
    provider.lastAsked = asked;
    const code = randomUUID();
    codes.set(code, asked);
    const url = new URL(asked['redirect_uri'] ?? '');
    const right = { code, state: asked['state'] ?? '', iss: provider.url };
    for (const [name, value] of Object.entries({ ...right, ...provider.answer })) url.searchParams.set(name, value);
    if (url.searchParams.has('error')) url.searchParams.delete('code');
    return url.href;
  };

  /** The nonce for the ID token, empty for a refresh token; null if the grant is not valid. Each one is valid once. */
  const grantTo = (form: Asked): string | null => {
    const { grant_type: type = '', code = '', refresh_token: refreshToken = '', code_verifier: verifier = '' } = form;
    if (type === 'refresh_token') {
      if (!refreshTokens.delete(refreshToken)) return null;
      provider.grants.push(type);
      return '';
    }
    const asked = codes.get(code);
    codes.delete(code);
    const isValid =
      asked?.['code_challenge_method'] === 'S256' &&
      asked['code_challenge'] === createHash('sha256').update(verifier).digest('base64url') &&
      asked['redirect_uri'] === form['redirect_uri'] &&
      form['client_id'] === clientId;
    if (!isValid) return null;
    provider.grants.push(type);
    return asked['nonce'] ?? '';
  };

  const tokens = async (nonce: string) => {
    const claims = { iss: provider.url, exp: Math.floor(Date.now() / 1000) + provider.lifetime };
    const refreshToken = randomUUID();
    refreshTokens.add(refreshToken);
    return {
      access_token: await sign(key, { ...claims, groups: ['archivists'], jti: randomUUID() }),
      token_type: 'Bearer',
      expires_in: provider.lifetime,
      refresh_token: refreshToken,
      ...(nonce === '' ? {} : { id_token: await sign(key, { ...claims, aud: clientId, nonce, ...provider.idClaims }) }),
    };
  };

  const provider: OidcProvider = {
    url: '',
    keysUrl: '',
    lifetime: 600,
    answer: {},
    idClaims: {},
    failure: null,
    grants: [],
    revoked: [],
    lastAsked: {},
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  provider.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  provider.keysUrl = `${provider.url}/keys`;
  return provider;
}

const formOf = async (request: IncomingMessage): Promise<Asked> =>
  Object.fromEntries(new URLSearchParams(await text(request)));
