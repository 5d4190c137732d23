// Set-up for output cases: a simulator with a vault of millions of archives, whose inventory and first archive of 1 GiB have been
// retrieved, gateways as in production, and the two peers.

import { type Bundle, bundle } from '../bundle.ts';
import { ask } from '../load.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import { type Simulated, startSimulated } from '../simulated.ts';
import { type Counted, countBytes } from './countBytes.ts';
import type { startParser } from './startParser.ts';
import type { startPipe } from './startPipe.ts';

export const vaultName = 'archive-of-millions';

export interface Job {
  /** The gateway's address. */
  id: string;
  jobId: string;
  sizeInBytes: number;
}

export interface Stage extends AsyncDisposable {
  simulated: Simulated;
  archives: number;
  inventory: Job;
  /** The same archives in CSV. */
  csvInventory: Job;
  /** The archive of 1 GiB. */
  archive: Job;
  /** Of this build, or of another one. */
  startGateway(main?: string): Promise<ServerProcess>;
  /** A gateway behind a proxy that counts the bytes from AWS. */
  startCounted(): Promise<{ server: ServerProcess; counted: Counted } & AsyncDisposable>;
  /** Reads a job's output through @streamparser/json on the command `parse`. */
  startParser(): Promise<ServerProcess>;
  /** Returns a job's output, straight from the SDK. */
  startPipe(): Promise<ServerProcess>;
}

const here = import.meta.dirname;
const programs = {
  parser: { file: './startParser.ts', start: 'startParser' satisfies keyof { startParser: typeof startParser } },
  pipe: { file: './startPipe.ts', start: 'startPipe' satisfies keyof { startPipe: typeof startPipe } },
};

export async function startOutputsStage(main: string, simulatorMain: string, archives: number): Promise<Stage> {
  const simulated = await startSimulated([
    simulatorMain,
    '--port',
    '0',
    '--speed',
    '1',
    '--archives',
    String(archives),
  ]);
  const built = { parser: await build('parser'), pipe: await build('pipe') };
  const startGateway = (build = main, url = simulated.url) =>
    startProcess([build, '--backend', 'aws'], {
      ...simulated.env,
      AWS_ENDPOINT_URL: url,
      PORT: '0',
      LOG_LEVEL: 'silent',
    });
  const found = await findJobs(startGateway);

  return {
    simulated,
    archives,
    ...found,
    startGateway: (build) => startGateway(build),
    startCounted: async () => {
      const counted = await countBytes(simulated.url);
      const server = await startGateway(main, counted.url);
      return {
        server,
        counted,
        [Symbol.asyncDispose]: async () => {
          await server[Symbol.asyncDispose]();
          counted[Symbol.dispose]();
        },
      };
    },
    startParser: () => startProcess([built.parser.main], simulated.env, { acceptsCommands: true }),
    startPipe: () => startProcess([built.pipe.main], simulated.env),
    [Symbol.asyncDispose]: async () => {
      for (const program of Object.values(built)) await program[Symbol.asyncDispose]();
      await simulated[Symbol.asyncDispose]();
    },
  };
}

const build = (name: keyof typeof programs): Promise<Bundle> => bundle({ folder: here, ...programs[name] });

const jobs = `query ($vault: String!) {
  vault(name: $vault) {
    jobs {
      nodes {
        ... on InventoryRetrievalJob { id jobId output { contentType sizeInBytes } }
        ... on ArchiveRetrievalJob { id jobId output { contentType sizeInBytes } }
      }
    }
  }
}`;

interface Found {
  id: string;
  jobId: string;
  output: { contentType: string; sizeInBytes: number };
}

async function findJobs(
  startGateway: () => Promise<ServerProcess>,
): Promise<Record<'inventory' | 'csvInventory' | 'archive', Job>> {
  await using gateway = await startGateway();
  const { vault } = await ask<{ vault: { jobs: { nodes: Found[] } } }>(gateway.url, {
    query: jobs,
    variables: { vault: vaultName },
  });
  const of = (type: string): Job => {
    const found = vault.jobs.nodes.find(({ output }) => output.contentType === type);
    if (!found) throw new Error(`${vaultName} has no finished job of ${type}`);
    return { id: found.id, jobId: found.jobId, sizeInBytes: found.output.sizeInBytes };
  };
  return {
    inventory: of('application/json'),
    csvInventory: of('text/csv'),
    archive: of('application/octet-stream'),
  };
}
