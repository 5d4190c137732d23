// Frees the buffers of what has been handed on. V8 counts them as nearly nothing until they are 32 MB, and then pays for
// them with collections of the whole heap; a look at the young objects alone takes less than a millisecond.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const every = 8 * 1024 * 1024;

let collect: ((options: { type: 'minor' }) => void) | undefined;
let since = 0;

/** To be told of all bytes that pass. */
export function collectYoung(bytes: number): void {
  since += bytes;
  if (since < every) return;
  since = 0;
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as typeof collect;
    setFlagsFromString('--no-expose-gc');
  }
  collect?.({ type: 'minor' });
}
