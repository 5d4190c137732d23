// The signature, the issuer and the times of a token, checked by the library with the keys of the issuer. A token's own hints
// about where its key is are ignored: only its kid and algorithm select among the issuer's keys.
import type { errors as JoseErrors, JSONWebKeySet, JWTVerifyOptions, JWTVerifyResult } from 'jose';
import type { KeySet } from './createKeySet.ts';
import { CredentialsRefusedError } from './refusal.ts';
import { refusalOf, shown, tokenRefusal } from './tokenRefusal.ts';

type Jose = typeof import('jose');
type LocalKeySet = ReturnType<Jose['createLocalJWKSet']>;

/** One token, and with what it is checked. */
interface Check {
  jose: Jose;
  token: string;
  options: JWTVerifyOptions;
}

/** Rejects with a CredentialsRefusedError, or as the key set does. */
export async function verifySignature(
  token: string,
  keySet: KeySet,
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  // Loaded only if tokens are configured, because it slows the start of the process.
  const jose = await import('jose');
  const check = { jose, token, options };
  try {
    return await verifyWithCurrentKeys(check, keySet);
  } catch (error) {
    if (!(error instanceof jose.errors.JOSEError)) throw error;
    throw refusalOf(error as JoseErrors.AnyJOSEError, headerOf(check));
  }
}

/** A key that is unknown may be new. */
async function verifyWithCurrentKeys(check: Check, keySet: KeySet): Promise<JWTVerifyResult> {
  const keys = await keySet.current();
  try {
    return await verifyWithKeys(check, keys);
  } catch (error) {
    if (!(error instanceof check.jose.errors.JWKSNoMatchingKey)) throw error;
    const renewed = await keySet.renewed();
    if (renewed === keys) throw error;
    return verifyWithKeys(check, renewed);
  }
}

/** The library's parsed keys, by key set. */
const parsedKeys = new WeakMap<JSONWebKeySet, LocalKeySet>();

async function verifyWithKeys(check: Check, keys: JSONWebKeySet): Promise<JWTVerifyResult> {
  const { errors, createLocalJWKSet } = check.jose;
  const parsed = parsedKeys.get(keys) ?? createLocalJWKSet(keys);
  parsedKeys.set(keys, parsed);
  try {
    return await verifyWithKey(check, parsed);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    return verifyWithAny(check, error);
  }
}

/** A token without kid, and an issuer with several keys of its algorithm. */
async function verifyWithAny(check: Check, keys: AsyncIterable<CryptoKey>): Promise<JWTVerifyResult> {
  const { JWSSignatureVerificationFailed } = check.jose.errors;
  for await (const key of keys) {
    try {
      return await verifyWithKey(check, key);
    } catch (error) {
      const isOtherKey = error instanceof JWSSignatureVerificationFailed || error instanceof CredentialsRefusedError;
      if (!isOtherKey) throw error;
    }
  }
  throw new JWSSignatureVerificationFailed();
}

/** The library has errors of its own for tokens. Any other is about the key, for example that it is too short. */
async function verifyWithKey(check: Check, key: CryptoKey | LocalKeySet): Promise<JWTVerifyResult> {
  const { jose, token, options } = check;
  try {
    return await (typeof key === 'function'
      ? jose.jwtVerify(token, key, options)
      : jose.jwtVerify(token, key, options));
  } catch (error) {
    if (error instanceof jose.errors.JOSEError) throw error;
    const detail = `the key of the issuer cannot be used: ${String(error)}${headerOf(check)}`;
    throw tokenRefusal('token_key_unknown', detail);
  }
}

/** What selects the key, as the token claims. */
function headerOf({ jose, token }: Check): string {
  try {
    const { alg, kid } = jose.decodeProtectedHeader(token);
    return `: alg is ${shown(alg)}, kid is ${shown(kid)}`;
  } catch {
    return '';
  }
}
