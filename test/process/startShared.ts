// A process on the simulator of a stage, with a Redis that it shares with others. It notifies a receiver at a path of its own, so
// that the receiver knows who sends.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Receiver } from '../notifications/startReceiver.ts';
import type { Stage } from './openStage.ts';
import { type Program, run, urlOf } from './program.ts';

export interface SharedProgram extends AsyncDisposable {
  program: Program;
  url: string;
  /** Where its notifications arrive. */
  path: string;
}

export interface SharedStage {
  stage: Stage;
  redisUrl: string;
  receiver: Receiver;
  /** Without its address. */
  route: object;
}

export async function startShared(
  { stage, redisUrl, receiver, route }: SharedStage,
  name: string,
): Promise<SharedProgram> {
  const file = join(stage.home.path, `${name}.json`);
  await writeFile(file, JSON.stringify([{ ...route, address: new URL(`/${name}`, receiver.url).href }]));
  const program = run(stage.program, stage.home, {
    args: ['--port', '0', '--simulator-url', stage.simulator.url, '--redis-url', redisUrl, '--notify-file', file],
    env: {
      NOTIFY_ALLOW_PRIVATE_ADDRESSES: 'on',
      START_SECRET: 'the-secret-of-processes-that-share-a-redis',
      // Nothing waits longer than it must for AWS's lists and for lost responses.
      AWS_ATTEMPT_TIMEOUT_MS: '5000',
      AWS_TIMEOUT_MS: '10000',
      LIST_CONSISTENCY_SECONDS: '1',
    },
  });
  return { program, path: `/${name}`, url: await urlOf(program), [Symbol.asyncDispose]: program[Symbol.asyncDispose] };
}
