// Preloaded into a measured gateway, for what cannot be measured from outside: the heap after a garbage collection, the longest block
// of the event loop, and a CPU profile of a part of its life.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { acceptCommands } from '../live/acceptCommands.ts';

/** In milliseconds: the monitor reports blocks to this precision. */
const resolution = 1;

/** In microseconds, between two samples of a profile. */
const samplingInterval = 200;

export function startProbe(): void {
  const delay = monitorEventLoopDelay({ resolution });
  const session = new Session();
  session.connect();
  const post = (method: string, parameters: object = {}) =>
    new Promise<object | undefined>((resolve, reject) => {
      session.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result)));
    });
  acceptCommands({
    watchLoop: () => {
      delay.enable();
      delay.reset();
    },
    /** In milliseconds, since the watch began. */
    longestBlock: () => {
      delay.disable();
      return delay.max / 1e6;
    },
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
