// The built program with a home of its own, and a simulator in place of AWS.
import { createClock } from '../../src/core/clock.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, type Program, run } from './program.ts';

export interface Stage extends AsyncDisposable {
  program: Folder;
  home: Folder;
  simulator: Simulator;
  /** Starts the program with BACKEND=aws. */
  start(env: Record<string, string>, args?: readonly string[]): Program;
}

export async function openStage(world: Omit<Parameters<typeof startSimulator>[0], 'clock'> = {}): Promise<Stage> {
  const [program, home, simulator] = await Promise.all([
    build(),
    temporaryFolder(),
    startSimulator({ ...world, clock: createClock({ speed: 0 }) }),
  ]);
  return {
    program,
    home,
    simulator,
    start: (env, args = []) => run(program, home, { args: ['--backend', 'aws', '--port', '0', ...args], env }),
    [Symbol.asyncDispose]: async () => {
      await simulator.close();
      await Promise.all([program, home].map((folder) => folder[Symbol.asyncDispose]()));
    },
  };
}

/** The simulator takes an access key of twelve digits for the account that signs. */
export const keysOf = (account: string) => ({ AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'any' });
