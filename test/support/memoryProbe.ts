// Measures the memory of another Node process after all garbage is collected: what it holds, its heap and its buffers, and what
// is resident. So it does not matter when V8 collects by itself. The process is the one that its users run: a module that Node
// loads first does the measurement.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/**
 * The garbage of one collection includes buffers, whose memory is free after the next one. The last resort of V8 also compacts its
 * heap, and returns free pages to the system. Node 20 takes these options for those of a minor collection, but has a flag for that.
 */
const module = `
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const hasLastResort = Number.parseInt(process.versions.v8) >= 12;
let collect;

function collectAll() {
  if (hasLastResort) {
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    return;
  }
  setFlagsFromString('--always-compact');
  collect();
  setFlagsFromString('--no-always-compact');
}

process.on('message', () => {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc');
    setFlagsFromString('--no-expose-gc');
  }
  for (let times = 0; times < 2; times += 1) collectAll();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heldBytes: heapUsed + external, rss });
});
process.channel.unref();
`;

/** An argument of Node. The process needs a channel: 'ipc' in stdio. */
export const memoryProbe = `--import=data:text/javascript,${encodeURIComponent(module)}`;

/** So that memory that is freed is returned to the system, and does not wait for its next use. */
export const returnsMemory = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '65536',
};

/** In bytes. */
export interface MemoryReading {
  heldBytes: number;
  rss: number;
}

export const measureHeldBytes = async (child: ChildProcess): Promise<number> => (await measureMemory(child)).heldBytes;

/** Rejects if the process ends. */
export async function measureMemory(child: ChildProcess): Promise<MemoryReading> {
  const ending = new AbortController();
  const ended = once(child, 'exit', { signal: ending.signal }).then(() => {
    throw new Error('the measured process has ended');
  });
  const answered = once(child, 'message', { signal: ending.signal });
  child.send('measure');
  try {
    const [reading] = (await Promise.race([answered, ended])) as [MemoryReading];
    return reading;
  } finally {
    ending.abort();
    await Promise.allSettled([answered, ended]);
  }
}
