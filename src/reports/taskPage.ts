// A page of the tasks of a completion report: of its files one after the other, those of failed tasks first.
import { joinSkipped, type SkippedRecords } from '../core/skippedRecords.ts';
import { readCsvPage } from './csvPage.ts';
import type { FilePosition } from './filePosition.ts';
import type { ObjectReader } from './objectReader.ts';
import type { ReportFile, ReportManifest } from './reportManifest.ts';
import { type ReportTask, readTask } from './reportTask.ts';
import { skippedIn } from './skippedIn.ts';
import { isSearch, mayHave, type TaskFilter, taskPredicateOf } from './taskFilter.ts';

export interface TaskQuery {
  filter: TaskFilter;
  first: number;
  /** Null for the first page. */
  after: FilePosition | null;
}

export interface TaskPage {
  tasks: ReportTask[];
  /** The position after each of them. */
  positions: FilePosition[];
  /** The position of the next page; null at the end of the report. */
  next: FilePosition | null;
  skipped: SkippedRecords;
}

export interface TaskFiles {
  manifest: ReportManifest;
  open(file: ReportFile, eTag: string | null): ObjectReader;
  /** The bytes that searches of the request may still read. */
  budget: { left: number };
}

/** S3 writes a file for each status. A report that somebody else wrote can list many empty ones: a field reads so many. */
export const maxFilesRead = 8;

export async function readTaskPage(
  { manifest, open, budget }: TaskFiles,
  { filter, first, after }: TaskQuery,
): Promise<TaskPage> {
  const isWanted = taskPredicateOf(filter);
  const searches = isSearch(filter);
  const tasks: ReportTask[] = [];
  const positions: FilePosition[] = [];
  const skipped: SkippedRecords[] = [];
  const files = [...manifest.files.entries()].filter(
    ([index, file]) => index >= (after?.file ?? 0) && mayHave(filter, file),
  );
  let next: FilePosition | null = null;
  for (const [count, [index, file]] of files.entries()) {
    if (count > 0 && (tasks.length >= first || count >= maxFilesRead || (searches && budget.left <= 0))) {
      next = { file: index, after: null };
      break;
    }
    const from = after?.file === index ? after.after : null;
    const page = await readCsvPage({
      object: open(file, from?.eTag ?? null),
      first: first - tasks.length,
      after: from,
      read: (rows) => {
        const task = readTask(rows);
        return task && !isWanted(task) ? undefined : task;
      },
      isSearch: searches,
      budget,
    });
    tasks.push(...page.rows);
    for (const row of page.rows.keys()) positions.push({ file: index, after: page.positionAfter(row) });
    skipped.push(skippedIn(file, page.skipped));
    if (page.next) {
      next = { file: index, after: page.next };
      break;
    }
  }
  return { tasks, positions, next, skipped: joinSkipped(skipped) };
}
