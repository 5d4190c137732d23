// How far a process's memory rises while something runs: what the kernel has seen at most, against what it had in use.
import type { ServerProcess } from '../process.ts';

/** In bytes. */
export async function memoryDuring(server: ServerProcess, run: () => Promise<unknown>): Promise<number> {
  const idle = server.memory();
  server.forgetPeak();
  await run();
  return server.peak() - idle;
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
