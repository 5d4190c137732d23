// Preloaded into a measured gateway, for what cannot be measured from outside: the heap after a garbage collection, the longest block
// of the event loop, and a CPU profile of a part of its life.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { acceptCommands } from '../live/acceptCommands.ts';

/** In microseconds, between two samples of a profile. */
const samplingInterval = 200;

export function startProbe(): void {
  const loop = watchLoop();
  const session = new Session();
  session.connect();
  const post = (method: string, parameters: object = {}) =>
    new Promise<object | undefined>((resolve, reject) => {
      session.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result)));
    });
  acceptCommands({
    watchLoop: loop.start,
    longestBlock: loop.stop,
    /** In bytes, with what lies outside of V8's heap. */
    heap: () => {
      for (let pass = 0; pass < 3; pass += 1) globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    },
    startProfile: async () => {
      await post('Profiler.enable');
      await post('Profiler.setSamplingInterval', { interval: samplingInterval });
      await post('Profiler.start');
    },
    /** Writes the profile to a file. */
    stopProfile: async (file) => {
      const { profile } = (await post('Profiler.stop')) as { profile: object };
      writeFileSync(String(file), JSON.stringify(profile));
    },
  });
}

interface Moment {
  time: number;
  cpu: number;
}

function moment(): Moment {
  const { user, system } = process.cpuUsage();
  return { time: performance.now(), cpu: (user + system) / 1000 };
}

/**
 * The longest turn of the loop between start and stop, in milliseconds. At most the CPU time of the process counts: other processes
 * can stop this one at any time, and that is no block of its own.
 */
function watchLoop() {
  let longest = 0;
  let last: Moment | null = null;
  const turn = () => {
    if (last === null) return;
    const now = moment();
    longest = Math.max(longest, Math.min(now.time - last.time, now.cpu - last.cpu));
    last = now;
    setImmediate(turn);
  };
  return {
    start: () => {
      longest = 0;
      last = moment();
      setImmediate(turn);
    },
    stop: () => {
      turn();
      last = null;
      return longest;
    },
  };
}
