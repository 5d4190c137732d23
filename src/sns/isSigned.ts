// Whether the certificate's key has signed the message, by the hash that its version stands for.
import { verify, type X509Certificate } from 'node:crypto';
import type { SnsMessage } from './parseMessage.ts';

const hashes: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256' };

/** `now` is when the certificate must be valid. */
export function isSigned(
  { signed, signature, signatureVersion }: SnsMessage,
  certificate: X509Certificate,
  now: number,
): boolean {
  const hash = hashes[signatureVersion];
  const { publicKey, validFrom, validTo } = certificate;
  const isValid = Date.parse(validFrom) <= now && now <= Date.parse(validTo);
  if (hash === undefined || !isValid || publicKey.asymmetricKeyType !== 'rsa') return false;
  return verify(hash, Buffer.from(signed, 'utf8'), publicKey, Buffer.from(signature, 'base64'));
}
