// The signing key and its certificate. Created on first use, to keep the start fast.
import { generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { systemClock } from '../../core/clock.ts';
import { DAY } from '../world/durations.ts';
import type { Topic } from '../world/records.ts';
import { selfSigned } from './selfSigned.ts';

export interface Signer {
  /** As PEM. */
  certificate(): Promise<string>;
  /** The signature, in base64. */
  sign(text: string, version: Topic['signatureVersion']): Promise<string>;
}

const hashes = { 1: 'sha1', 2: 'sha256' } as const;

export function createSigner(): Signer {
  let made: Promise<{ privateKey: KeyObject; certificate: string }> | undefined;
  const keys = () => {
    made ??= makeKeys();
    return made;
  };
  return {
    certificate: async () => (await keys()).certificate,
    sign: async (text, version) => {
      const { privateKey } = await keys();
      return sign(hashes[version], Buffer.from(text, 'utf8'), privateKey).toString('base64');
    },
  };
}

// Valid in real time: the receiver uses its own clock.
async function makeKeys() {
  const keys = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const now = systemClock.now();
  const certificate = selfSigned({
    ...keys,
    commonName: 'sns.amazonaws.com',
    serial: Buffer.concat([Buffer.from([1]), randomBytes(15)]),
    from: now - DAY,
    to: now + 365 * DAY,
  });
  return { privateKey: keys.privateKey, certificate };
}
