// Opaque ids with AWS's lengths and alphabet. They can start with a hyphen, as AWS's do: a trap for command lines that users
// should find here first.
import { createRandom } from './random.ts';

const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-');
/** For the characters of an id. Joining them one by one takes most of the time in which a demo world starts. */
const characters = Buffer.alloc(138);

export interface Ids {
  job(): string;
  /** A UUID, as in S3 Batch Operations. */
  batchJob(): string;
  archive(): string;
  /** An upload of an archive in parts. */
  archiveUpload(): string;
  lock(): string;
  capacity(): string;
  request(): string;
  /** The version of an object. */
  version(): string;
  /** An upload of an object in parts. */
  upload(): string;
  /** A UUID of a message or of a subscription. */
  message(): string;
  /** The confirmation token of a subscription. */
  token(): string;
}

export function createIds(seed: string): Ids {
  const random = createRandom(seed);
  const draw = (length: number) => {
    for (let at = 0; at < length; at += 1) characters[at] = alphabet[Math.floor(random() * alphabet.length)] ?? 0;
    return characters.toString('latin1', 0, length);
  };
  return {
    job: () => draw(92),
    batchJob: () => uuid(random),
    archive: () => draw(138),
    archiveUpload: () => draw(92),
    lock: () => draw(24),
    capacity: () => draw(24),
    request: () => draw(47),
    version: () => draw(32),
    upload: () => draw(64),
    message: () => uuid(random),
    token: () => Array.from({ length: 8 }, () => uuid(random).replaceAll('-', '')).join(''),
  };
}

function uuid(random: () => number): string {
  const digits = Array.from({ length: 8 }, () =>
    Math.floor(random() * 0x1_0000)
      .toString(16)
      .padStart(4, '0'),
  ).join('');
  const variant = '89ab'[Math.floor(random() * 4)];
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ];
  return parts.join('-');
}
