// Measures what another Node process holds: its heap and its buffers after all garbage is collected. So it does not matter when
// V8 collects by itself. The process is the one that its users run: a module that Node loads first does the measurement.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The garbage of one collection includes buffers, whose memory is free after the next one. */
const module = `
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect;
process.on('message', () => {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
    setFlagsFromString('--no-expose-gc');
  }
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  process.send({ heldBytes: heapUsed + external });
});
process.channel.unref();
`;

/** An argument of Node. The process needs a channel: 'ipc' in stdio. */
export const memoryProbe = `--import=data:text/javascript,${encodeURIComponent(module)}`;

/** Rejects if the process ends. */
export async function measureHeldBytes(child: ChildProcess): Promise<number> {
  const ending = new AbortController();
  const ended = once(child, 'exit', { signal: ending.signal }).then(() => {
    throw new Error('the measured process has ended');
  });
  const answered = once(child, 'message', { signal: ending.signal });
  child.send('measure');
  try {
    const [{ heldBytes }] = (await Promise.race([answered, ended])) as [{ heldBytes: number }];
    return heldBytes;
  } finally {
    ending.abort();
    await Promise.allSettled([answered, ended]);
  }
}
