// The simulator four hours behind: to a gateway on today's clock its new jobs are that old, so that they may end at any
// moment and are asked about at each query. Younger ones the gateway would remember, and the calls would show nothing.
import { createClock, systemClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';

const fourHours = 4 * 3_600_000;

export async function startEarlierSimulator(): Promise<void> {
  const simulator = await startSimulator({
    clock: createClock({ speed: 1, startAt: systemClock.now() - fourHours }),
    seed: 'demo',
  });
  process.stdout.write(`${simulator.url} \n`);
}
