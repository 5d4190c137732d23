// The work that something is for this process, client and simulator included: how many times functions are called, as V8 counts
// it. A busy machine does not change it. It does not see what a loop, a regular expression or native code does. The test runner
// is not counted: it reads source maps when the first stack of a file is read.
import { Session } from 'node:inspector/promises';

const testRunner = /\/node_modules\/(?:@?vitest|vite|chai|@jridgewell)\//;

/** The sum over all functions. `isCounted` selects files by their URLs. */
export async function countCalls(
  work: () => unknown,
  isCounted: (url: string) => boolean = () => true,
): Promise<number> {
  return [...(await countCallsByFunction(work, isCounted)).values()].reduce((sum, count) => sum + count, 0);
}

/** Function, by its file, name and position -> the number of its calls. */
export async function countCallsByFunction(
  work: () => unknown,
  isCounted: (url: string) => boolean,
): Promise<Map<string, number>> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    await session.post('Profiler.stopPreciseCoverage');
    const counted = result.filter(({ url }) => !testRunner.test(url) && isCounted(url));
    const counts = new Map<string, number>();
    for (const { url, functions } of counted) {
      for (const { functionName, ranges } of functions) {
        const name = `${url} ${functionName} ${ranges[0]?.startOffset}`;
        counts.set(name, (counts.get(name) ?? 0) + (ranges[0]?.count ?? 0));
      }
    }
    return counts;
  } finally {
    session.disconnect();
  }
}
