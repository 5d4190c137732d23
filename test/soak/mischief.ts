// What happens to the processes of the soak test, one thing after another: processes that are killed, an AWS that fails or
// returns nonsense, and a machine that others keep busy.
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { startChild } from '../support/startChild.ts';
import type { Processes } from './startProcesses.ts';

/** Begins a mischief. The result ends it. */
type Mischief = (processes: Processes, turn: number) => Promise<() => Promise<void>>;

/** An AWS that throttles has done no work: after the work, that would be a lie that no client can detect. */
const kinds = {
  before: ['reset', '5xx', 'throttle', 'garbage'],
  after: ['reset', '5xx', 'truncated', 'garbage'],
};
const nothing = async () => {};

const failing =
  (when: 'before' | 'after'): Mischief =>
  async (processes) => {
    const plan = kinds[when].map((kind, at) => ({
      operation: '*',
      call: { from: 3 + 7 * at, to: 4 + 7 * at },
      when,
      kind,
    }));
    await processes.faults(plan);
    return nothing;
  };

const hostile =
  (hostility: Parameters<Processes['hostileAws']['become']>[0]): Mischief =>
  async ({ hostileAws }) => {
    hostileAws.become(hostility);
    return async () => hostileAws.become(null);
  };

/** As many endless loops as the machine has processors. */
const busyNeighbours: Mischief = async () => {
  const loops = Array.from({ length: availableParallelism() }, () =>
    startChild(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  return async () => {
    const ended = loops.map((loop) => once(loop, 'exit'));
    for (const loop of loops) loop.kill('SIGKILL');
    await Promise.all(ended);
  };
};

const mischiefs: readonly (readonly [name: string, Mischief])[] = [
  [
    'gateway killed',
    async (processes, turn) => {
      // Never the first gateway: its memory is measured.
      await processes.replace(1 + (turn % (processes.size - 1)));
      return nothing;
    },
  ],
  ['lists without an end', hostile('endless lists')],
  ['AWS fails after the work', failing('after')],
  ['records that do not fit', hostile('bad records')],
  [
    'Redis killed',
    async (processes) => {
      await processes.restartRedis(2_000);
      return nothing;
    },
  ],
  ['busy neighbours', busyNeighbours],
  ['responses that are no lists', hostile('responses that are no lists')],
  ['AWS fails before the work', failing('before')],
];

export interface Happened {
  name: string;
  /** In milliseconds since 1970. */
  at: number;
}

/** Returns what happened, and when. */
export async function makeMischief(
  processes: Processes,
  { isOver, each }: { isOver: AbortSignal; each: number },
): Promise<Happened[]> {
  const done: Happened[] = [];
  for (let turn = 0; !isOver.aborted; turn += 1) {
    const [name, begin] = mischiefs[turn % mischiefs.length] ?? ['none', async () => nothing];
    done.push({ name, at: Date.now() });
    const end = await begin(processes, Math.floor(turn / mischiefs.length));
    await new Promise((resolve) => setTimeout(resolve, each));
    await end();
    // What failed has the chance to recover: a failure that stays would otherwise look like the next one.
    if (!isOver.aborted) await new Promise((resolve) => setTimeout(resolve, each / 2));
  }
  await processes.faults([]);
  return done;
}
