// The rows of a manifest, by number.
import type { BatchTask } from '../batch/batchTasks.ts';

export interface ManifestRows {
  readonly count: number;
  /** The memory that they take. */
  readonly bytes: number;
  /** Whether every row must name a version. */
  readonly hasVersions: boolean;
  row(index: number): BatchTask;
}
