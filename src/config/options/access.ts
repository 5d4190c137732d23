// Who may call, and what they may do.
import * as z from 'zod/mini';
import { listOf, type Option, text } from './option.ts';

const algorithms = /^((RS|PS|ES)(256|384|512)|EdDSA)$/;

/** Keys that come over plain http could be anybody's, unless they come from this machine. */
const keySetUrl = z
  .url({ protocol: /^https?$/ })
  .check(z.refine((value) => /^https:|^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i.test(value)));

export const accessOptions = {
  API_KEYS_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: 'The API keys, as hashes by the name of who has them.',
  },
  JWT_JWKS_URL: {
    schema: keySetUrl,
    allowed: 'an https URL, or an http one on loopback',
    help: 'Where the issuer of tokens has its keys; with it, JWT_ISSUER and JWT_AUDIENCE.',
  },
  JWT_ISSUER: {
    schema: text(/./),
    allowed: 'the text of the claim iss',
    help: 'Whose tokens are taken.',
  },
  JWT_AUDIENCE: {
    schema: text(/./),
    allowed: 'a text that the claim aud is or holds',
    help: 'For whom a token must be.',
  },
  JWT_ALGORITHMS: {
    schema: listOf(algorithms),
    allowed: 'RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 and EdDSA, with commas between them',
    fallback: 'RS256,ES256,EdDSA',
    help: 'By which algorithms a token may be signed.',
  },
  POLICY_FILE: {
    schema: text(/./),
    allowed: 'the path of a JSON file',
    help: 'Which callers may do what, and where; needed as soon as callers must say who they are.',
  },
  ALLOW_ANONYMOUS_WRITES: {
    schema: z.enum(['0', '1']),
    allowed: '0 or 1',
    fallback: '0',
    help: 'Whether the aws backend is written to for callers who need not say who they are: 1 for yes.',
  },
} as const satisfies Record<string, Option>;

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|::1)$/i.test(host);

interface AccessConfig {
  HOST: string;
  API_KEYS_FILE: string | undefined;
  JWT_JWKS_URL: string | undefined;
  JWT_ISSUER: string | undefined;
  JWT_AUDIENCE: string | undefined;
  POLICY_FILE: string | undefined;
  ALLOW_ANONYMOUS_WRITES: string;
}

/** What would let in whom nobody meant to. */
export function accessFaults(config: AccessConfig): string[] {
  const { HOST, API_KEYS_FILE, JWT_JWKS_URL, POLICY_FILE } = config;
  const faults: string[] = [];
  const ofTokens = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;
  const missing = ofTokens.filter((name) => config[name] === undefined);
  if (missing.length > 0 && missing.length < ofTokens.length) {
    faults.push(`${missing.join(' and ')} missing: ${ofTokens.join(', ')} go together.`);
  }
  const isNeeded = API_KEYS_FILE !== undefined || JWT_JWKS_URL !== undefined;
  if (isNeeded && POLICY_FILE === undefined) {
    faults.push('POLICY_FILE is missing: without it, nobody who can say who they are may do anything.');
  }
  if (!isNeeded && POLICY_FILE !== undefined) {
    faults.push('POLICY_FILE is for callers who say who they are: set API_KEYS_FILE or JWT_JWKS_URL.');
  }
  if (isNeeded && config.ALLOW_ANONYMOUS_WRITES === '1') {
    faults.push('ALLOW_ANONYMOUS_WRITES is for callers who need not say who they are.');
  }
  if (!isNeeded && !isLoopback(HOST)) {
    faults.push(
      `HOST is ${HOST}: without authentication the gateway listens on loopback only. Set API_KEYS_FILE or JWT_JWKS_URL, with POLICY_FILE.`,
    );
  }
  return faults;
}
