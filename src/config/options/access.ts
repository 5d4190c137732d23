// Options: who may call the gateway, and what each caller may do.
import * as z from 'zod/mini';
import { isSecureUrl } from '../../core/isSecureUrl.ts';
import { filePath, listOf, onOrOff, optionGroup, text, wholeNumber } from './option.ts';

const algorithms = /^((RS|PS|ES)(256|384|512)|EdDSA|Ed25519)$/;

/** Over plain http an attacker in the network could replace the content, except on this machine. */
const issuerUrl = {
  schema: z.url({ protocol: /^https?$/ }).check(z.refine(isSecureUrl)),
  allowed: 'an https URL, or an http URL on loopback',
};

const nameAndValue = /^([^=]+)=(.+)$/;

const requiredClaims = {
  schema: z.pipe(
    listOf(nameAndValue, '').schema,
    z.transform((pairs: string[]) =>
      pairs.map((pair) => {
        const [, claim = '', value = ''] = nameAndValue.exec(pair) ?? [];
        return { claim, value };
      }),
    ),
  ),
  allowed: 'claim=value, separated by commas without spaces',
};

/** Those that the board itself sets. */
const ownParameters =
  /^(response_(type|mode)|client_id|redirect_uri|scope|state|nonce|code_challenge(_method)?|request(_uri)?)=/;

const signInParameters = {
  schema: z.pipe(
    listOf((value) => nameAndValue.test(value) && !ownParameters.test(value), '').schema,
    z.transform(
      (pairs: string[]): Record<string, string> =>
        Object.fromEntries(pairs.map((pair) => nameAndValue.exec(pair)?.slice(1) ?? [])),
    ),
  ),
  allowed: 'name=value, separated by commas without spaces, and no parameters of the protocol such as scope and state',
};

/** https://www.rfc-editor.org/rfc/rfc6749#appendix-A.4, without the comma. */
const scopes = listOf(/^[\x21\x23-\x2B\x2D-\x5B\x5D-\x7E]+$/, '');
const scopesWithOpenid = {
  schema: z.pipe(scopes.schema, z.array(z.string()).check(z.refine((names) => names.includes('openid')))),
  allowed: 'scopes, separated by commas; one of them is openid',
};

export const accessOptions = optionGroup('Authentication and authorization', {
  API_KEYS_FILE: {
    ...filePath,
    ifOmitted: 'API keys are not accepted',
    help: 'API keys: a JSON object from the name of each caller to the hash of its key.',
  },
  JWT_JWKS_URL: {
    ...issuerUrl,
    ifOmitted: 'tokens are not accepted',
    help: 'JSON Web Key Set of the token issuer. Requires JWT_ISSUER and JWT_AUDIENCE.',
  },
  JWT_ISSUER: {
    ...listOf(/./, 'values of the claim iss'),
    ifOmitted: 'tokens are not accepted',
    help: 'Issuers whose tokens are accepted. All of them sign with the keys of JWT_JWKS_URL.',
  },
  JWT_AUDIENCE: {
    ...listOf(/./, 'values of the audience claim'),
    ifOmitted: 'tokens are not accepted',
    help: 'Audiences: a token must name one of them.',
  },
  JWT_AUDIENCE_CLAIM: {
    ...text(/./, 'the name or the path of a claim'),
    fallback: 'aud',
    reason: 'the claim of RFC 7519',
    help: 'Claim that names the audience. Access tokens of Cognito have client_id instead of aud.',
  },
  JWT_SUBJECT_CLAIM: {
    ...text(/./, 'the name or the path of a claim'),
    fallback: 'sub',
    reason: 'the claim of RFC 7519',
    help: 'Claim that identifies the caller. Tokens of Azure AD B2C need oid.',
  },
  JWT_TOKEN_TYPES: {
    ...listOf(/^[\w.+/-]+$/, 'values of the header typ such as at+jwt and JWT'),
    ifOmitted: 'tokens of every type are accepted',
    help: 'Types of token that are accepted, by the header typ. Case and the prefix application/ do not matter.',
  },
  JWT_REQUIRED_CLAIMS: {
    ...requiredClaims,
    ifOmitted: 'only exp, the subject, the issuer and the audience are required',
    help: 'Claims that each token must have, for example to refuse ID tokens. A list or a scope must contain the value.',
  },
  JWT_CLOCK_TOLERANCE_SECONDS: {
    ...wholeNumber(0, 300, 'seconds'),
    fallback: '5',
    reason: 'clocks that are synchronized differ by less',
    help: 'Difference between the clocks of issuer and gateway that is tolerated for exp and nbf.',
  },
  JWT_ALGORITHMS: {
    ...listOf(algorithms, 'RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA and Ed25519'),
    fallback: 'RS256,ES256,EdDSA',
    reason: 'asymmetric: the gateway needs no secret of the issuer',
    help: 'Signature algorithms that are accepted.',
  },
  OIDC_CLIENT_ID: {
    ...text(/^[\x21-\x7E]+$/, 'characters of ASCII without spaces'),
    ifOmitted: 'the jobs board asks for an API key or a token',
    help: 'Public client of the token issuer by which the jobs board signs users in: OpenID Connect, code flow with PKCE. Requires JWT_JWKS_URL.',
  },
  OIDC_SCOPES: {
    ...scopesWithOpenid,
    fallback: 'openid',
    reason: 'what OpenID Connect requires',
    help: 'Scopes that the jobs board requests. With offline_access, most issuers add a refresh token, so that users stay signed in.',
  },
  OIDC_PARAMETERS: {
    ...signInParameters,
    ifOmitted: 'none',
    help: 'Further parameters of the authorization request, such as the audience of Auth0, or prompt=login.',
  },
  OIDC_DISCOVERY_URL: {
    ...issuerUrl,
    ifOmitted: 'the first JWT_ISSUER, followed by /.well-known/openid-configuration',
    help: 'Discovery document of the token issuer. Its issuer must be one of JWT_ISSUER.',
  },
  POLICY_FILE: {
    ...filePath,
    ifOmitted: 'every caller on this machine is anonymous',
    help: 'Authorization policy: which callers may do what, in which accounts, regions, vaults and buckets. Required with API keys or tokens.',
  },
  ALLOW_ANONYMOUS_WRITES: {
    ...onOrOff,
    fallback: 'off',
    reason: 'retrievals and jobs cost money',
    help: 'Whether anonymous callers may change data on AWS. Only without authentication.',
  },
});
