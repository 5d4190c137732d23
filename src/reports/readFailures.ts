// The histogram of the failures in a completion report: of its files with tasks that did not succeed, as far as the bytes of the
// request allow.
import { joinSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { type FailureGroup, FailureHistogram } from './failureHistogram.ts';
import { readRows } from './readRows.ts';
import { skippedIn } from './skippedIn.ts';
import { maxFilesRead, type TaskFiles } from './taskPage.ts';

export interface FailureSummary {
  /** The most frequent ones first. */
  groups: readonly FailureGroup[];
  /** The rows that were read, in files of tasks that did not succeed. */
  tasksRead: number;
  /** Whether every failure of the report is in a group. */
  isComplete: boolean;
  skipped: SkippedRecords;
}

export async function readFailures({ manifest, open, budget }: TaskFiles): Promise<FailureSummary> {
  const histogram = new FailureHistogram();
  const files = manifest.files.filter(({ taskStatus }) => taskStatus !== 'SUCCEEDED');
  const skipped: SkippedRecords[] = [];
  let isComplete = files.length <= maxFilesRead;
  for (const file of files.slice(0, maxFilesRead)) {
    const read = await readRows(open(file, null), budget, (rows) => histogram.add(rows));
    skipped.push(skippedIn(file, read.skipped));
    isComplete &&= read.isWhole;
  }
  return {
    groups: histogram.groups(),
    tasksRead: histogram.tasksRead,
    isComplete: isComplete && histogram.ungrouped === 0,
    skipped: joinSkipped(skipped),
  };
}
