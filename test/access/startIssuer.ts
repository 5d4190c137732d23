// A token issuer: it serves its keys over HTTP, or any other answer.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { type Logger, pino } from 'pino';
import { createKeySet } from '../../src/access/createKeySet.ts';
import { createTokens, type TokenRules, type Tokens } from '../../src/access/createTokens.ts';
import { downloadKeySet } from '../../src/access/downloadKeySet.ts';
import { type Clock, systemClock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';

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

const issuer = 'https://issuer.example';
export const audience = 'glacier-graphql';

/** As the option table has them by default. */
const tokenRules = {
  issuers: [issuer],
  audiences: [audience],
  audienceClaim: 'aud',
  subjectClaim: 'sub',
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  types: undefined,
  requiredClaims: [],
  clockTolerance: 5,
} satisfies TokenRules;

/** Verification with the keys of an issuer. */
export const tokensOf = (
  url: string,
  { rules = {}, clock = systemClock, steady = clock, log = pino({ level: 'silent' }) }: TokenSettings = {},
): Tokens => {
  const keySet = createKeySet(() => downloadKeySet(createEgress(), url), steady, log);
  return createTokens({ ...tokenRules, ...rules }, keySet, clock);
};

interface TokenSettings {
  rules?: Partial<TokenRules>;
  clock?: Pick<Clock, 'now'>;
  /** Of the age of the keys. */
  steady?: Pick<Clock, 'now'>;
  log?: Logger;
}

/** A claim that is undefined is omitted. */
export function sign(
  { kid, alg, privateKey }: SigningKey,
  claims: Record<string, unknown> = {},
  { header = {}, now = Date.now() }: { header?: Partial<JWTHeaderParameters>; now?: number } = {},
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const all = { iss: issuer, aud: audience, sub: 'ann', iat: seconds, exp: seconds + 600, ...claims };
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(present as JWTPayload).setProtectedHeader({ alg, kid, ...header }).sign(privateKey);
}

export interface Issuer extends AsyncDisposable {
  url: string;
  /** The number of requests so far. */
  requests(): number;
  publish(...keys: SigningKey[]): void;
  /** Replaces the answer; null restores the keys. */
  answerWith(answer: ((response: ServerResponse) => void) | null): void;
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
    requests: () => count,
    publish: (...some) => {
      published = some;
    },
    answerWith: (answer) => {
      other = answer;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
