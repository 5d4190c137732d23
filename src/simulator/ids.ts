// Opaque ids with AWS's lengths and alphabet. They may start with a hyphen, as AWS's do: it is a trap for command lines
// that callers should meet here first.
import { createRandom } from './random.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

export interface Ids {
  job(): string;
  archive(): string;
  lock(): string;
  capacity(): string;
  request(): string;
}

export function createIds(seed: string): Ids {
  const random = createRandom(seed);
  const draw = (length: number) => {
    let id = '';
    while (id.length < length) id += alphabet[Math.floor(random() * alphabet.length)];
    return id;
  };
  return {
    job: () => draw(92),
    archive: () => draw(138),
    lock: () => draw(24),
    capacity: () => draw(24),
    request: () => draw(47),
  };
}
