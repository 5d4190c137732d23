// Set-up for the cases of the group `queries`: two gateways as in production, the naive peer and the floor, on one simulator.
import { bundle } from '../bundle.ts';
import { buildFloor } from '../floor/buildFloor.ts';
import { own } from '../owned.ts';
import { buildPeer } from '../peer/buildPeer.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import { type Simulated, startSimulated } from '../simulated.ts';
import type { startEarlierSimulator } from './startEarlierSimulator.ts';

export interface Stage extends AsyncDisposable {
  simulated: Simulated;
  gateway: ServerProcess;
  /** The same again, as an A/A control. */
  again: ServerProcess;
  /** The naive Apollo Server. */
  peer: ServerProcess;
  floor: ServerProcess;
}

const simulator = {
  folder: import.meta.dirname,
  file: './startEarlierSimulator.ts',
  start: 'startEarlierSimulator' satisfies keyof { startEarlierSimulator: typeof startEarlierSimulator },
};

export async function startQueriesSimulator(): Promise<Simulated> {
  const owned = own();
  const { main } = owned.add(await bundle(simulator));
  const simulated = owned.add(await startSimulated([main]));
  return { ...simulated, [Symbol.asyncDispose]: owned[Symbol.asyncDispose] };
}

export async function startQueriesStage(gatewayMain: string): Promise<Stage> {
  const owned = own();
  const simulated = owned.add(await startQueriesSimulator());
  const builtPeer = owned.add(await buildPeer());
  const builtFloor = owned.add(await buildFloor());
  const startGateway = () =>
    startProcess([gatewayMain, '--backend', 'aws'], { ...simulated.env, PORT: '0', LOG_LEVEL: 'silent' });
  return {
    simulated,
    gateway: owned.add(await startGateway()),
    again: owned.add(await startGateway()),
    peer: owned.add(await startProcess([builtPeer.main], simulated.env)),
    floor: owned.add(await startProcess([builtFloor.main], simulated.env)),
    [Symbol.asyncDispose]: owned[Symbol.asyncDispose],
  };
}
