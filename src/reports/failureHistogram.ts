// How often which failure is in a completion report: the failed tasks by error code and HTTP status. It reads rows at the
// speed of the scanner: equal failures are found by their bytes. Pure.

import { diagnoseTask } from '../diagnosis/diagnoseTask.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import type { CsvRows } from './csvRows.ts';
import { failureColumns, isTask, type ReportTask, readTask } from './reportTask.ts';

export interface FailureGroup extends Pick<ReportTask, 'errorCode' | 'httpStatusCode'> {
  /** The number of failed tasks. */
  readonly count: number;
  /** The first one that was read. */
  readonly sample: ReportTask;
  readonly diagnosis: Diagnosis | null;
}

type Counted = { -readonly [Member in keyof FailureGroup]: FailureGroup[Member] };

/** A report is somebody's file: it may have any number of codes. */
const maxGroups = 1_000;

export class FailureHistogram {
  /** The rows that are tasks. */
  tasksRead = 0;
  /** Failed tasks beyond the groups that are kept. */
  ungrouped = 0;
  /** By status, HTTP status and error code as they are written; null for tasks that did not fail. */
  readonly #byText = new Map<string, Counted | null>();
  readonly #groups = new Map<string, Counted>();

  /** Counts the row that was returned last. */
  add(rows: CsvRows): void {
    if (!isTask(rows)) return;
    this.tasksRead += 1;
    const text = rows.latin1(failureColumns.first - 1, failureColumns.last);
    const known = this.#byText.get(text);
    if (known === null) return;
    if (known !== undefined) known.count += 1;
    else this.#addFirst(text, rows);
  }

  /** The most frequent ones first. */
  groups(): FailureGroup[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count);
  }

  #addFirst(text: string, rows: CsvRows): void {
    const task = readTask(rows);
    if (!task) return;
    const group = task.status === 'SUCCEEDED' ? null : this.#groupOf(task);
    if (group === undefined) this.ungrouped += 1;
    else {
      if (this.#byText.size < 2 * maxGroups) this.#byText.set(text, group);
      if (group) group.count += 1;
    }
  }

  #groupOf(sample: ReportTask): Counted | undefined {
    const { errorCode, httpStatusCode } = sample;
    const key = `${httpStatusCode} ${errorCode}`;
    const known = this.#groups.get(key);
    if (known || this.#groups.size >= maxGroups) return known;
    const group = { errorCode, httpStatusCode, count: 0, sample, diagnosis: diagnoseTask(sample) };
    this.#groups.set(key, group);
    return group;
  }
}
