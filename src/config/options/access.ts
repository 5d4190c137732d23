// Options: who may call the gateway, and what each caller may do.
import * as z from 'zod/mini';
import { filePath, listOf, onOrOff, optionGroup, text } from './option.ts';

const algorithms = /^((RS|PS|ES)(256|384|512)|EdDSA)$/;

/** Over plain http an attacker in the network could replace the keys, except on this machine. */
const keySetUrl = {
  schema: z
    .url({ protocol: /^https?$/ })
    .check(z.refine((value) => /^https:|^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$)/i.test(value))),
  allowed: 'an https URL, or an http URL on loopback',
};

export const accessOptions = optionGroup('Authentication and authorization', {
  API_KEYS_FILE: {
    ...filePath,
    ifOmitted: 'API keys are not accepted',
    help: 'API keys: a JSON object from the name of each caller to the hash of its key.',
  },
  JWT_JWKS_URL: {
    ...keySetUrl,
    ifOmitted: 'tokens are not accepted',
    help: 'JSON Web Key Set of the token issuer. Requires JWT_ISSUER and JWT_AUDIENCE.',
  },
  JWT_ISSUER: {
    ...text(/./, 'the value of the claim iss'),
    ifOmitted: 'tokens are not accepted',
    help: 'Issuer whose tokens are accepted.',
  },
  JWT_AUDIENCE: {
    ...text(/./, 'a value of the claim aud'),
    ifOmitted: 'tokens are not accepted',
    help: 'Audience that a token must name.',
  },
  JWT_ALGORITHMS: {
    ...listOf(algorithms, 'RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512 and EdDSA'),
    fallback: 'RS256,ES256,EdDSA',
    reason: 'asymmetric: the gateway needs no secret of the issuer',
    help: 'Signature algorithms that are accepted.',
  },
  POLICY_FILE: {
    ...filePath,
    ifOmitted: 'every caller on this machine is anonymous',
    help: 'Authorization policy: which callers may do what, in which accounts, regions and vaults. Required with API keys or tokens.',
  },
  ALLOW_ANONYMOUS_WRITES: {
    ...onOrOff,
    fallback: 'off',
    reason: 'retrievals and jobs cost money',
    help: 'Whether anonymous callers may change data on AWS. Only without authentication.',
  },
});
