// The longest time that a gateway took to answer its liveness probe, while it ran. A gateway that hangs answers none.
import type { Processes } from './startProcesses.ts';

/** In milliseconds. A probe that takes longer counts as hung. */
const longestWait = 30_000;

export async function watchLiveness(
  processes: Processes,
  isOver: AbortSignal,
): Promise<{ slowest: number; hung: string[] }> {
  const result = { slowest: 0, hung: [] as string[] };
  const probe = async (gateway: number) => {
    const url = processes.url(gateway);
    const from = performance.now();
    try {
      await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(longestWait) });
      result.slowest = Math.max(result.slowest, performance.now() - from);
    } catch (error) {
      // A gateway that was killed meanwhile refuses or cuts the connection.
      if (error instanceof Error && error.name === 'TimeoutError') result.hung.push(url);
    }
  };
  while (!isOver.aborted) {
    await Promise.all(Array.from({ length: processes.size }, (_, gateway) => probe(gateway)));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return result;
}
