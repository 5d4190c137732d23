// Which tasks of a completion report run again: the failed ones, without those that cannot succeed a second time unless their
// error code is named. Those that are left out are counted by failure. Equal failures are decided once, by their bytes. Pure.
import { isUtf8 } from 'node:buffer';
import { dependsOnMessage, diagnoseTask } from '../diagnosis/diagnoseTask.ts';
import type { CsvRows } from './csvRows.ts';
import type { FailureGroup } from './failureHistogram.ts';
import { failureColumns, isTask, type ReportTask, readTask } from './reportTask.ts';

type LeftOut = { -readonly [Member in keyof FailureGroup]: FailureGroup[Member] };

/** Null for a task that did not fail. */
type Decision = 'retry' | LeftOut | null;

/** A report is somebody's file: it may have any number of codes. */
const maxGroups = 1_000;

const columns = { bucket: 0, key: 1, versionId: 2 } as const;

const lineFeed = Buffer.from('\n');
const withoutVersion = Buffer.from(',null\n');

export class RetryFilter {
  /** The tasks that run again. */
  tasks = 0;
  /** How many of them name a version. */
  versioned = 0;
  /** Whether the report shows that the manifest of the job has versions: a failed task names one, or failed because it names none. */
  showsVersions = false;
  readonly #codes: ReadonlySet<string>;
  readonly #byText = new Map<string, Decision>();
  readonly #leftOut = new Map<string, LeftOut>();

  /** Without codes, all failures that can succeed when they run again. */
  constructor(errorCodes: readonly string[]) {
    this.#codes = new Set(errorCodes);
  }

  /** Whether the task of the row that was returned last runs again. It is counted. */
  admits(rows: CsvRows): boolean {
    const decision = this.#decide(rows);
    if (decision === 'retry') {
      if (isEmpty(rows, columns.bucket) || isEmpty(rows, columns.key)) {
        rows.reject('it names no object');
        return false;
      }
      // S3 refuses the whole manifest for one such row. It cannot be of the old one.
      if (!isUtf8(rows.bytesThrough(columns.versionId))) {
        rows.reject('its object is not in UTF-8');
        return false;
      }
      this.tasks += 1;
      if (hasVersion(rows)) {
        this.versioned += 1;
        this.showsVersions = true;
      }
      return true;
    }
    if (decision) {
      decision.count += 1;
      this.showsVersions ||= hasVersion(rows);
    }
    return false;
  }

  /** The most frequent failures first. */
  leftOut(): FailureGroup[] {
    return [...this.#leftOut.values()].sort((a, b) => b.count - a.count);
  }

  #decide(rows: CsvRows): Decision {
    if (!isTask(rows)) return null;
    const text = rows.latin1(failureColumns.first - 1, failureColumns.last);
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const task = readTask(rows);
    if (!task) return null;
    const decision = task.status === 'FAILED' ? this.#decideFailure(task) : null;
    const isFixed = task.status !== 'FAILED' || !dependsOnMessage(task);
    if (isFixed && this.#byText.size < 2 * maxGroups) this.#byText.set(text, decision);
    return decision;
  }

  #decideFailure(task: ReportTask): Decision {
    const { errorCode, httpStatusCode } = task;
    const diagnosis = diagnoseTask(task);
    this.showsVersions ||= diagnosis?.code === 'VERSION_ID_MISSING';
    const isWanted =
      this.#codes.size === 0 ? diagnosis?.retryable !== false : errorCode !== null && this.#codes.has(errorCode);
    if (isWanted) return 'retry';
    const key = `${httpStatusCode} ${errorCode} ${diagnosis?.code}`;
    const known = this.#leftOut.get(key);
    if (known || this.#leftOut.size >= maxGroups) return known ?? null;
    const group = { errorCode, httpStatusCode, count: 0, sample: task, diagnosis };
    this.#leftOut.set(key, group);
    return group;
  }
}

const isEmpty = (rows: CsvRows, column: number): boolean => rows.latin1(column, column) === '';

const hasVersion = (rows: CsvRows): boolean => !isEmpty(rows, columns.versionId);

/**
 * The row of a manifest for the task of the row that was returned last. Its columns are those of the report, byte for byte, which
 * are those of the job's own manifest.
 */
export function retryRow(rows: CsvRows, isVersioned: boolean): Buffer[] {
  if (!isVersioned) return [rows.bytesThrough(columns.key), lineFeed];
  return hasVersion(rows)
    ? [rows.bytesThrough(columns.versionId), lineFeed]
    : [rows.bytesThrough(columns.key), withoutVersion];
}
