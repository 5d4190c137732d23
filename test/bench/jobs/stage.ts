// Set-up for cases of `jobs` over several places: the simulator with 1,000 jobs in each, and gateways that serve all of them.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { bundle } from '../bundle.ts';
import { own } from '../owned.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import { accountId, type Simulated, startSimulated } from '../simulated.ts';
import { regionsOf } from './regionsOf.ts';
import type { startPlacesSimulator } from './startPlacesSimulator.ts';

export interface Stage extends AsyncDisposable {
  simulated: Simulated;
  /** What a gateway needs besides. */
  env: Record<string, string>;
  /** Starts a gateway of any build. It ends with the stage. */
  startGateway(main: string): Promise<ServerProcess>;
}

const simulator = {
  folder: import.meta.dirname,
  file: './startPlacesSimulator.ts',
  start: 'startPlacesSimulator' satisfies keyof { startPlacesSimulator: typeof startPlacesSimulator },
};

export async function startJobsStage(places: number): Promise<Stage> {
  const owned = own();
  const { main } = owned.add(await bundle(simulator));
  const simulated = owned.add(await startSimulated([main], { PLACES: String(places), ACCOUNT_ID: accountId }));
  const folder = owned.add(await temporaryFolder('bench-accounts'));
  const accounts = join(folder.path, 'accounts.json');
  await writeFile(accounts, JSON.stringify([{ accountId, regions: regionsOf(places) }]));
  // The commit before is late by its own work, and would refuse the next query of the only client.
  const patience = { MAX_EVENT_LOOP_DELAY_MS: '60000' };
  const env = { ...simulated.env, ...patience, PORT: '0', LOG_LEVEL: 'silent', ACCOUNTS_FILE: accounts };
  return {
    simulated,
    env,
    startGateway: async (gateway) => owned.add(await startProcess([gateway, '--backend', 'aws'], env)),
    [Symbol.asyncDispose]: owned[Symbol.asyncDispose],
  };
}
