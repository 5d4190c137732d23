// Set-up for subscription cases: gateways on a simulator with one running Batch job, the peer, which publishes the same job, and the
// floor, which writes the bytes of the gateway's event. Each publishes an event only on the bench's command.
import { asTheGateway } from '../../../scripts/bundles.ts';
import { bundle } from '../bundle.ts';
import { buildFloor } from '../floor/buildFloor.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import { put } from '../sameAnswer.ts';
import { accountId, region } from '../simulated.ts';
import { type Audience, gather } from './audience.ts';
import { assertSame, createJob, eventIn, toldTo, updates } from './job.ts';
import type { startLiveGateway } from './startLiveGateway.ts';
import type { startYoga } from './startYoga.ts';

/** A server that publishes an event on command. */
export interface Publisher extends AsyncDisposable {
  server: ServerProcess;
  /** Publishes one event; returns the milliseconds until each subscriber received it. */
  publishTo(audience: Audience): Promise<Float64Array>;
}

export interface Stage extends AsyncDisposable {
  startGateway(): Promise<Publisher>;
  startYoga(): Promise<Publisher>;
  /** node:http alone. It reads no query. */
  startFloor(): Promise<Publisher>;
}

const here = import.meta.dirname;
const gatewayProgram = {
  folder: here,
  file: './startLiveGateway.ts',
  start: 'startLiveGateway' satisfies keyof { startLiveGateway: typeof startLiveGateway },
};
const yogaProgram = {
  folder: here,
  file: './startYoga.ts',
  start: 'startYoga' satisfies keyof { startYoga: typeof startYoga },
};

/** Simulated milliseconds: the job runs for at least five minutes, and there are thousands of events. */
const step = 20;

/** Simulated milliseconds until a new job is Active. */
const untilActive = 120_000;

export async function startStage(simulatorMain: string): Promise<Stage> {
  const simulator = await startProcess([simulatorMain, '--port', '0', '--speed', '0', '--seed', 'empty']);
  const advance = async (milliseconds: number): Promise<number> => {
    const body = JSON.stringify({ advanceSeconds: milliseconds / 1000 });
    const answer = await fetch(`${simulator.url}/_simulator/clock`, { method: 'POST', body });
    return Date.parse(((await answer.json()) as { now: string }).now);
  };
  const programs = {
    gateway: await bundle(gatewayProgram, asTheGateway),
    yoga: await bundle(yogaProgram),
    floor: await buildFloor(),
  };
  const start = async (
    main: string,
    publish: (server: ServerProcess) => Promise<() => Promise<unknown>>,
    env: Record<string, string> = {},
  ): Promise<Publisher> => {
    const server = await startProcess(['--expose-gc', '--no-warnings', main], env, { acceptsCommands: true });
    return {
      server,
      publishTo: async (audience) => audience.hear(await publish(server)),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };

  const startGateway = async () => {
    // The simulator's work is not measured, so its time moves before.
    const publish = async (server: ServerProcess) => {
      await advance(step);
      return () => server.tell('publish', step);
    };
    const now = await advance(0);
    return start(programs.gateway.main, publish, {
      SIMULATOR_URL: simulator.url,
      START: String(now),
      ACCOUNT_ID: accountId,
      REGION: region,
    });
  };

  await using gateway = await startGateway();
  await createJob(gateway.server.url);
  await advance(untilActive);
  const subscriber = { subscribers: 1, query: updates(), keep: true };
  await using witness = await gather(gateway.server.url, subscriber);
  await witness.until(1);
  const job = toldTo(witness);

  return {
    startGateway,
    startYoga: async () => {
      let { numberOfTasksSucceeded } = job.progressSummary;
      const yoga = await start(programs.yoga.main, async (server) => {
        numberOfTasksSucceeded += 1;
        const progressSummary = { ...job.progressSummary, numberOfTasksSucceeded };
        return () => server.tell('publish', { ...job, progressSummary });
      });
      await using first = await gather(yoga.server.url, subscriber);
      await yoga.publishTo(first);
      assertSame(job, toldTo(first));
      return yoga;
    },
    startFloor: async () => {
      const floor = await start(programs.floor.main, async (server) => () => server.tell('publish'), {
        AWS_ENDPOINT_URL: 'http://127.0.0.1',
      });
      const url = await put(`${floor.server.url}/events`, eventIn(witness));
      return { ...floor, server: { ...floor.server, url } };
    },
    [Symbol.asyncDispose]: async () => {
      for (const program of Object.values(programs)) await program[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
}
