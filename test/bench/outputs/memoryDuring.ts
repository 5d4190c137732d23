// Growth of a process's memory during an action: the kernel's peak against the memory before.
import type { ServerProcess } from '../process.ts';

/** In bytes. */
export async function memoryDuring(server: ServerProcess, run: () => Promise<unknown>): Promise<number> {
  const idle = server.memory();
  server.forgetPeak();
  await run();
  return server.peak() - idle;
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;
