// An issuer of tokens: its keys over HTTP, and whatever it may say in their place.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';

export interface SigningKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

export async function makeKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export const issuer = 'https://issuer.example';
export const audience = 'glacier-graphql';

/** Claims that are left out by undefined. */
export function sign(
  { kid, alg, privateKey }: SigningKey,
  claims: Record<string, unknown> = {},
  { header = {}, now = Date.now() }: { header?: Partial<JWTHeaderParameters>; now?: number } = {},
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const all = { iss: issuer, aud: audience, sub: 'ann', iat: seconds, exp: seconds + 600, ...claims };
  const said = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(said as JWTPayload).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}

export interface Issuer extends AsyncDisposable {
  url: string;
  /** How often it was asked. */
  asked(): number;
  publish(...keys: SigningKey[]): void;
  /** Answers so instead. */
  instead(answer: ((response: ServerResponse) => void) | null): void;
}

export async function startIssuer(...keys: SigningKey[]): Promise<Issuer> {
  let published = keys;
  let count = 0;
  let other: ((response: ServerResponse) => void) | null = null;
  const server = createServer((_, response) => {
    count += 1;
    if (other) return other(response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: published.map(({ jwk }) => jwk) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    asked: () => count,
    publish: (...some) => {
      published = some;
    },
    instead: (answer) => {
      other = answer;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
