// Encryption of AWS's markers, for callers who may see a part of a list. AWS's markers contain names of vaults that such a
// caller may not know. A sealed marker reveals nothing and cannot be forged; equal markers have equal seals.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

export interface MarkerSeal {
  seal(marker: string): string;
  /** Null if it was not sealed with this secret. */
  open(sealed: string): string | null;
}

/** Distinguishes this use of the secret from others. */
const purpose = 'glacier-graphql marker 1';
const nonceLength = 12;
const tagLength = 16;

export function createMarkerSeal(secret: string): MarkerSeal {
  const derive = (use: string) => createHmac('sha256', secret).update(`${purpose} ${use}`).digest();
  const key = derive('key');
  const nonceKey = derive('nonce');
  return {
    seal: (marker) => {
      const nonce = createHmac('sha256', nonceKey).update(marker).digest().subarray(0, nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(marker, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < nonceLength + tagLength) return null;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength));
      decipher.setAuthTag(bytes.subarray(-tagLength));
      try {
        return decipher.update(bytes.subarray(nonceLength, -tagLength), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
  };
}
