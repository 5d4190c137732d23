// The simulator with a clock four hours behind: for a gateway on today's clock its new jobs are that old, can end at any moment, and
// are read for each query. The gateway would answer younger jobs from memory, and the calls would show nothing.
import { createClock, systemClock } from '../../../src/core/clock.ts';
import { startSimulator } from '../../../src/simulator/startSimulator.ts';

const fourHours = 4 * 3_600_000;

export async function startEarlierSimulator(): Promise<void> {
  const simulator = await startSimulator({
    clock: createClock({ speed: 1, startAt: systemClock.now() - fourHours }),
    seed: 'demo',
  });
  process.stdout.write(`${simulator.url} \n`);
}
