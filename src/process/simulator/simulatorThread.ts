// The thread of the embedded simulator, a bundle of its own. It ends with the process, whatever happens.
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../core/clock.ts';
import { startSimulator } from '../../simulator/library/startSimulator.ts';
import type { SimulatorThreadOptions, ThreadMessage } from './startSimulatorThread.ts';

const port = parentPort;
if (!port) throw new Error('simulatorThread.js runs as a thread');
const send = (message: ThreadMessage) => port.postMessage(message);

try {
  const simulator = await startSimulator({ ...(workerData as SimulatorThreadOptions), seed: 'demo', startsJobs: true });
  simulator.clock.onAdvance((milliseconds) => send({ kind: 'advance', milliseconds }));
  port.on('message', ({ topicArn, endpoint }) => simulator.subscribe(topicArn, endpoint));
  send({ kind: 'listening', url: simulator.url, now: simulator.clock.now().getTime(), at: systemClock.now() });
} catch (error) {
  // Between threads, an error loses its code.
  send({ kind: 'failed', message: String(error), details: { ...(error as object) } });
}
