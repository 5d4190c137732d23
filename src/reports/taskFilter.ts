// The filter of the tasks of a completion report: which files can have wanted tasks, and which tasks are wanted. Pure.
import type { ReportFile } from './reportManifest.ts';
import type { ReportTask, TaskStatus } from './reportTask.ts';

/** All conditions must match. Omitted and empty ones match everything. */
export interface TaskFilter {
  statuses?: readonly TaskStatus[] | null | undefined;
  errorCodes?: readonly string[] | null | undefined;
  httpStatusCodes?: readonly number[] | null | undefined;
  /** Of the decoded key, ignoring case. */
  keyContains?: string | null | undefined;
  keyStartsWith?: string | null | undefined;
}

type TaskPredicate = (task: ReportTask) => boolean;

const setOf = <T>(list: readonly T[] | null | undefined): ReadonlySet<T> | null =>
  list && list.length > 0 ? new Set(list) : null;

/** Whether wanted tasks have to be searched for in the files that can have them. */
export const isSearch = ({ errorCodes, httpStatusCodes, keyContains, keyStartsWith }: TaskFilter): boolean =>
  setOf(errorCodes) !== null || setOf(httpStatusCodes) !== null || keyContains != null || keyStartsWith != null;

export function taskPredicateOf(filter: TaskFilter): TaskPredicate {
  const { keyContains, keyStartsWith } = filter;
  const conditions: TaskPredicate[] = [];
  const statuses = setOf(filter.statuses);
  const errorCodes = setOf(filter.errorCodes);
  const httpStatuses = setOf(filter.httpStatusCodes);
  if (statuses) conditions.push(({ status }) => statuses.has(status));
  if (errorCodes) conditions.push(({ errorCode }) => errorCode !== null && errorCodes.has(errorCode));
  if (httpStatuses) conditions.push(({ httpStatusCode: code }) => code !== null && httpStatuses.has(code));
  if (keyStartsWith != null) conditions.push(({ key }) => key.startsWith(keyStartsWith));
  if (keyContains != null) {
    const lowerCased = keyContains.toLowerCase();
    conditions.push(({ key }) => key.toLowerCase().includes(lowerCased));
  }
  return (task) => conditions.every((condition) => condition(task));
}

/** S3 writes a file for each status: a file of another one is not read. */
export function mayHave(filter: TaskFilter, { taskStatus }: Pick<ReportFile, 'taskStatus'>): boolean {
  const statuses = setOf(filter.statuses);
  return statuses === null || statuses.has(taskStatus);
}
