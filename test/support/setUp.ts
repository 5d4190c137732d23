// vitest's only setup file and global setup. vitest loads a setup file anew for each test file, but its imports once in a worker.
import { setup as guard } from './guardProcess.ts';
import { setup as seed } from './seedFastCheck.ts';

/** vitest calls this in its main process, before it starts the workers. */
export function setup(): void {
  guard();
  seed();
}
