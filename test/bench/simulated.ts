// The simulator of the bench: a process that counts calls, and the vaults that the bench fills in it.
import {
  CreateVaultCommand,
  GlacierClient,
  InitiateJobCommand,
  ListJobsCommand,
  UploadArchiveCommand,
} from '@aws-sdk/client-glacier';
import { startProcess } from './process.ts';

export const accountId = '111122223333';
export const region = 'us-east-1';

export interface Simulated extends AsyncDisposable {
  url: string;
  /** Environment variables that point any AWS program to it. */
  env: Record<string, string>;
  /** Runs a function and returns the number of calls meanwhile. */
  countCalls(run: () => Promise<void>): Promise<number>;
  /** Runs a function while each call takes this long. */
  withLatency<T>(milliseconds: number, run: () => Promise<T>): Promise<T>;
  /** Creates a vault with this many running jobs; returns their ids in the order of ListJobs. */
  fillVault(vaultName: string, jobs: number): Promise<string[]>;
}

/** Real time, so that a job that runs at the start of the bench runs at its end. */
export async function startSimulated(command: readonly string[], env: Record<string, string> = {}): Promise<Simulated> {
  const simulator = await startProcess(command, env);
  const client = new GlacierClient({
    endpoint: simulator.url,
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: 'simulated' },
  });
  const counted = `${simulator.url}/_simulator/calls`;
  const faults = `${simulator.url}/_simulator/faults`;

  return {
    url: simulator.url,
    env: {
      AWS_ENDPOINT_URL: simulator.url,
      // The simulator accepts an access key of twelve digits as the account that signs.
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: 'simulated',
      AWS_ACCOUNT_ID: accountId,
      AWS_REGION: region,
    },
    countCalls: async (run) => {
      await fetch(counted, { method: 'DELETE' });
      await run();
      const calls = (await (await fetch(counted)).json()) as Record<string, number>;
      return Object.values(calls).reduce((sum, count) => sum + count, 0);
    },
    withLatency: async (delayMilliseconds, run) => {
      const body = JSON.stringify([{ operation: '*', call: 'every', kind: 'delay', delayMilliseconds }]);
      const answer = await fetch(faults, { method: 'POST', body });
      if (!answer.ok) throw new Error(`the simulator answers ${answer.status}: ${await answer.text()}`);
      try {
        return await run();
      } finally {
        await fetch(faults, { method: 'DELETE' });
      }
    },
    fillVault: async (vaultName, jobs) => {
      const vault = { accountId: '-', vaultName };
      await client.send(new CreateVaultCommand(vault));
      const { archiveId } = await client.send(new UploadArchiveCommand({ ...vault, body: Buffer.from('bench') }));
      for (let index = 0; index < jobs; index += 1) {
        const jobParameters = { Type: 'archive-retrieval', ArchiveId: archiveId, Description: `bench ${index}` };
        await client.send(new InitiateJobCommand({ ...vault, jobParameters }));
      }
      const ids: string[] = [];
      let marker: string | undefined;
      do {
        const { JobList = [], Marker } = await client.send(new ListJobsCommand({ ...vault, marker }));
        for (const { JobId } of JobList) ids.push(JobId ?? '');
        marker = Marker;
      } while (marker);
      return ids;
    },
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await simulator[Symbol.asyncDispose]();
    },
  };
}
