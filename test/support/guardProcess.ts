// A part of vitest's setup: the main process and every worker have a guardian before any test runs.
import { guardChildren, runFolderName } from './guardChildren.ts';

guardChildren();

/** For vitest's main process. */
export const setup = (): void => {
  process.env[runFolderName] = guardChildren()['TMPDIR'];
};
