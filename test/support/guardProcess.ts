// A part of vitest's setup and its global setup: the main process and every worker have a guardian before any test runs.
import { guardChildren, runFolderName } from './guardChildren.ts';

guardChildren();

/** vitest calls this in its main process, before it starts the workers. */
export const setup = (): void => {
  process.env[runFolderName] = guardChildren()['TMPDIR'];
};
