// The embedded simulator, in a thread of its own: its work does not delay the gateway's event loop.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Clock, createClock, systemClock } from '../../core/clock.ts';

export interface SimulatorThreadOptions {
  speed: number;
  port: number;
  /** Size of the vault archive-of-millions. */
  archives: number;
}

/** From the thread. `at`: the real time at which the simulated time was `now`. */
export type ThreadMessage =
  | { kind: 'listening'; url: string; now: number; at: number }
  | { kind: 'advance'; milliseconds: number }
  | { kind: 'failed'; message: string; details: object };

export interface SimulatorThread {
  url: string;
  /** Advances with that of the simulator. */
  clock: Clock;
  /** Subscribes the endpoint to a topic, as if the subscription was confirmed. */
  subscribe(topicArn: string, endpoint: string): void;
  close(): Promise<void>;
}

/**
 * In MB: what the simulated world may take of V8's heap. Without a limit of its own, a thread takes what the process may. What
 * callers upload is outside of it and has a bound of 1 GiB.
 */
const resourceLimits = { maxOldGenerationSizeMb: 1024 };

/** `onEnd` is called if the thread ends by itself. Rejects if the simulator cannot listen. */
export async function startSimulatorThread(
  options: SimulatorThreadOptions,
  onEnd: (error: unknown) => void,
): Promise<SimulatorThread> {
  // Neither the flags nor the environment of the process: what they load, such as a profiler, is for the main thread.
  const worker = new Worker(join(import.meta.dirname, 'simulatorThread.js'), {
    workerData: options,
    resourceLimits,
    execArgv: [],
    env: {},
  });
  let isClosing = false;
  const { url, now, at } = await new Promise<Extract<ThreadMessage, { kind: 'listening' }>>((resolve, reject) => {
    worker.once('error', reject).once('exit', (code) => reject(new Error(`the simulator ended with code ${code}`)));
    worker.once('message', (message: ThreadMessage) => {
      if (message.kind === 'listening') resolve(message);
      else if (message.kind === 'failed') reject(Object.assign(new Error(message.message), message.details));
    });
  });
  const { speed } = options;
  // Both threads have the same real time.
  const clock = createClock({ speed, startAt: now + Math.round((systemClock.now() - at) * speed) });
  worker.on('message', (message: ThreadMessage) => {
    if (message.kind === 'advance') clock.advance(message.milliseconds);
  });
  let reason: unknown = new Error('the simulator ended');
  worker.on('error', (error) => {
    reason = error;
  });
  worker.on('exit', () => {
    if (!isClosing) onEnd(reason);
  });
  // The gateway keeps the process alive.
  worker.unref();
  return {
    url,
    clock,
    subscribe: (topicArn, endpoint) => worker.postMessage({ topicArn, endpoint }),
    close: async () => {
      isClosing = true;
      await worker.terminate();
    },
  };
}
