// The identity provider, by OpenID Connect: authorization code flow with PKCE, of a public client.
// https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth, https://www.rfc-editor.org/rfc/rfc7636
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  calculatePKCECodeChallenge,
  clockTolerance,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  type TokenEndpointResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import { after, now } from '../core/clock.ts';
import type { PendingSignIn } from './pendingSignIn.ts';
import type { SignInSettings } from './signInSettings.ts';

export interface Tokens {
  accessToken: string;
  /** Null if the provider gives none: then users sign in again when the access token ends. */
  refreshToken: string | null;
  /** By the clock of this machine; null if it is not known. */
  expiresAt: number | null;
}

export interface IdentityProvider {
  /** The host where users sign in. */
  readonly name: string;
  /** Where to send the user, and what to remember until the answer. `hash` is the view to come back to. */
  authorize(redirectUri: string, hash: string): Promise<{ url: string; pending: PendingSignIn }>;
  /** Exchanges the code of an answer for tokens. Throws if the answer is an error, or not that of the pending sign-in. */
  exchange(answer: URLSearchParams, pending: PendingSignIn, redirectUri: string): Promise<Tokens>;
  /** New tokens for a refresh token. */
  renew(refreshToken: string): Promise<Tokens>;
  /** Ends a refresh token, if the provider has an endpoint for that. */
  revoke(refreshToken: string): Promise<void>;
}

/** In seconds. ID tokens have times, and this machine may have another clock than the provider. */
const toleratedDifference = 300;
/** Of a request, in milliseconds. */
const timeout = 10_000;

export function createIdentityProvider({ provider, clientId, scopes, parameters }: SignInSettings): IdentityProvider {
  const client: Client = { client_id: clientId, [clockTolerance]: toleratedDifference };
  const authentication = None();
  // The gateway accepts plain http on this machine alone.
  const isPlain = provider.token_endpoint.startsWith('http:');

  const request = async <Result>(send: (options: object) => Promise<Result>): Promise<Result> => {
    const controller = new AbortController();
    const cancel = after(timeout, () => controller.abort());
    try {
      return await send({ signal: controller.signal, ...(isPlain ? { [allowInsecureRequests]: true } : {}) });
    } finally {
      cancel();
    }
  };

  const tokensFrom = (response: TokenEndpointResponse, askedAt: number): Tokens => ({
    accessToken: response.access_token,
    refreshToken: response.refresh_token ?? null,
    expiresAt: response.expires_in === undefined ? null : askedAt + response.expires_in * 1000,
  });

  return {
    name: new URL(provider.authorization_endpoint).host,
    authorize: async (redirectUri, hash) => {
      const pending = {
        state: generateRandomState(),
        nonce: generateRandomNonce(),
        verifier: generateRandomCodeVerifier(),
        hash,
      };
      const url = new URL(provider.authorization_endpoint);
      const own = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries({ ...parameters, ...own })) url.searchParams.set(name, value);
      return { url: url.href, pending };
    },
    exchange: (answer, { state, nonce, verifier }, redirectUri) =>
      request(async (options) => {
        const checked = validateAuthResponse(provider, client, answer, state);
        const askedAt = now();
        const response = await authorizationCodeGrantRequest(
          provider,
          client,
          authentication,
          checked,
          redirectUri,
          verifier,
          options,
        );
        const expected = { expectedNonce: nonce, requireIdToken: true };
        return tokensFrom(await processAuthorizationCodeResponse(provider, client, response, expected), askedAt);
      }),
    renew: (refreshToken) =>
      request(async (options) => {
        const askedAt = now();
        const response = await refreshTokenGrantRequest(provider, client, authentication, refreshToken, options);
        return tokensFrom(await processRefreshTokenResponse(provider, client, response), askedAt);
      }),
    revoke: async (refreshToken) => {
      if (provider.revocation_endpoint === undefined) return;
      await request((options) => revocationRequest(provider, client, authentication, refreshToken, options));
    },
  };
}
