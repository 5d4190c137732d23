// Runs a measurement of the heap in a process of its own. In a worker of vitest, garbage of other tests, and modules that
// other tests load, would count as well.
import { once } from 'node:events';
import { startChild } from './startChild.ts';

/** The result that the file sends to its parent. */
export async function measureInChild<Result>(file: string, ...args: string[]): Promise<Result> {
  const child = startChild(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const [result] = await Promise.race([
    once(child, 'message') as Promise<[Result]>,
    exited.then(([code]) => Promise.reject(new Error(`${file} has ended with ${code}`))),
  ]);
  await exited;
  return result;
}
