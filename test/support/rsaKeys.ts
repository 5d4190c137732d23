// A pair of RSA keys for tests that need any. Making one takes up to half a second.
import { generateKeyPairSync } from 'node:crypto';

export const rsaKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
