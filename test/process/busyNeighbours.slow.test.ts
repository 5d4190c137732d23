// Load shedding of the program on a machine that other processes keep busy: it sheds because of its own work alone.
import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { build, type Program, run, urlOf } from './program.ts';

let built: Folder;
beforeAll(async () => {
  built = await build();
});
afterAll(() => built?.[Symbol.asyncDispose]());

const start = (home: Folder, env: Record<string, string> = {}): Program =>
  run(built, home, {
    args: ['--port', '0', '--simulator-port', '0', '--max-event-loop-delay-ms', '500'],
    env: { MAX_EVENT_LOOP_DELAY_MS: '500', ...env },
  });

/** Two processes that use whatever CPU time they get. */
function startNeighbours(): Disposable {
  const neighbours = [1, 2].map(() => startChild(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  return { [Symbol.dispose]: () => void neighbours.map((neighbour) => neighbour.kill('SIGKILL')) };
}

const statusOf = async (url: string): Promise<number> => (await fetch(`${url}?query={__typename}`)).status;

// The timeout is for what hangs: the program gets only a part of the CPU time.
describe('a program beside two busy loops', { timeout: 240_000 }, () => {
  test('does not shed while it is starved of CPU time', async () => {
    await using home = await temporaryFolder();
    await using program = start(home);
    const url = await urlOf(program);
    expect(await statusOf(url)).toBe(200);
    using _ = startNeighbours();
    // The neighbours come first from now on.
    setPriority(program.pid, constants.priority.PRIORITY_LOW);
    const statuses = [];
    for (let request = 0; request < 2; request += 1) {
      // Stopped, as a scheduler that prefers others would do it, for longer than the limit; often enough for two samples.
      for (let pause = 0; pause < 2; pause += 1) {
        program.kill('SIGSTOP');
        await sleep(800);
        program.kill('SIGCONT');
        await sleep(30);
      }
      statuses.push(await statusOf(url));
    }
    expect(statuses).toEqual([200, 200]);
    expect(program.stderr()).not.toContain('event loop delayed');
  });

  test('sheds while it is busy by itself, and recovers', async () => {
    await using home = await temporaryFolder();
    // From a signal on, some turns use more CPU time than the limit.
    const busy = `
      const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
      const work = (turns) => {
        const until = cpu() + 650;
        while (cpu() < until);
        if (turns > 1) setTimeout(work, 1, turns - 1);
      };
      process.on('SIGUSR2', () => work(8));`;
    const preload = `data:text/javascript,${encodeURIComponent(busy)}`;
    await using program = start(home, { NODE_OPTIONS: `--import ${preload}` });
    const url = await urlOf(program);
    expect(await statusOf(url)).toBe(200);
    using _ = startNeighbours();
    program.kill('SIGUSR2');
    await program.says(/event loop delayed; rejecting new requests/, 'stderr');
    expect(await statusOf(url)).toBe(503);
    await program.says(/event loop no longer delayed; accepting requests/, 'stderr');
    expect(await statusOf(url)).toBe(200);
  });
});
