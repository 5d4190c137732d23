// Encryption of short texts that callers carry and bring back: download links. A sealed text reveals nothing but its
// length and cannot be forged. Equal texts have equal seals.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

export interface Seal {
  /** In the alphabet of URLs. */
  seal(text: string): string;
  /** Null if it was not sealed with this secret for this purpose, or was changed. */
  open(sealed: string): string | null;
}

const nonceLength = 12;
const tagLength = 16;

/** `purpose` separates the uses of one secret. */
export function createSeal(secret: string, purpose: string): Seal {
  const derive = (use: string) => createHmac('sha256', secret).update(`${purpose} ${use}`).digest();
  const key = derive('key');
  const nonceKey = derive('nonce');
  return {
    seal: (text) => {
      const nonce = createHmac('sha256', nonceKey).update(text).digest().subarray(0, nonceLength);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed, 'base64url');
      // The decoder passes over what is not of the alphabet.
      if (bytes.length < nonceLength + tagLength || bytes.toString('base64url') !== sealed) return null;
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
