// vitest's setup file and global setup: the main process and every worker have a guardian before any test runs.
import { guardChildren } from './guardChildren.ts';

guardChildren();

/** vitest calls this in its main process. */
export const setup = (): void => void guardChildren();
