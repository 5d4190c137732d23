// The tasks of a completion report as a connection over its files. The cost of a page does not depend on its position or on the
// number of tasks.
import { ObjectChangedError, rejectInput } from '../../core/errors.ts';
import { batchJobArn } from '../../core/location.ts';
import { normalizeFilter } from '../../core/normalizeFilter.ts';
import type { TaskFilter } from '../../reports/taskFilter.ts';
import { builder } from '../kit/builder.ts';
import { checkWholeNumber } from '../kit/checks.ts';
import { connectionArguments, connectionType } from '../kit/connection.ts';
import { costs } from '../kit/cost.ts';
import { staleCursor } from '../kit/cursor.ts';
import { FilePage } from '../kit/filePage.ts';
import { decodeFilePosition, encodeFilePosition } from '../kit/filePositionCursor.ts';
import { type ConnectionArguments, checkFirst, emptyPage } from '../kit/readConnection.ts';
import { BatchTaskStatusInput, CompletionReport, readersOfContents } from './completionReport.ts';
import { ReportTask, type TaskOfJob, taskOf } from './reportTask.ts';

const ReportTaskFilter = builder.inputType('ReportTaskFilter', {
  description:
    'Selects tasks of a completion report. All conditions must match. A request searches a limited part of its reports (REPORT_SCAN_BYTES), so a page can be short or empty although `hasNextPage` is true.',
  fields: (t) => ({
    statuses: t.field({
      type: [BatchTaskStatusInput],
      description:
        'Tasks with one of these statuses; all tasks if omitted or empty. Files of other statuses are not read.',
    }),
    errorCodes: t.stringList({
      description: 'Tasks with one of these error codes, e.g. AccessDenied; all tasks if omitted or empty.',
    }),
    httpStatusCodes: t.intList({
      description: 'Tasks with one of these HTTP statuses, e.g. 403; all tasks if omitted or empty.',
    }),
    keyContains: t.string({ description: 'Tasks whose decoded key contains this text, ignoring case.' }),
    keyStartsWith: t.string({ description: 'Tasks whose decoded key starts with this text.' }),
  }),
});

const filterPath = (...members: (string | number)[]): string[] => ['filter', ...members.map(String)];

/** Rejects conditions that no task can match: a search would read all that one request may read of the report. */
function checkFilter({ errorCodes, httpStatusCodes }: TaskFilter): void {
  errorCodes?.forEach((code, index) => {
    if (code === '') rejectInput(filterPath('errorCodes', index), 'a code has at least 1 character.');
  });
  httpStatusCodes?.forEach((status, index) => {
    checkWholeNumber(status, { from: 100, to: 599 }, filterPath('httpStatusCodes', index));
  });
}

const ReportTaskConnection = connectionType<TaskOfJob>('ReportTask', ReportTask, 'the tasks of a completion report');

builder.objectField(CompletionReport, 'tasks', (t) =>
  t.field({
    type: ReportTaskConnection,
    nullable: true,
    description:
      'The tasks of the report: those of the files of failed tasks first, each file in its order. Costs one GetObject call per page, at any position, and another one where a page continues in the next file. A row that cannot be read is missing, and `skippedRecords` of the page names it. A cursor of a file that was replaced since is an error. Null if the policy does not let the caller read the bucket of a file.',
    ...readersOfContents,
    args: {
      filter: t.arg({ type: ReportTaskFilter, description: 'Selects tasks; all tasks if omitted.' }),
      ...connectionArguments(t.arg),
    },
    // A search continues with further calls until it has found enough.
    ...costs({
      calls: ({ first, filter }: ConnectionArguments & { filter?: object | null }) =>
        checkFirst(first) === 0 ? 0 : filter ? 2 : 1,
      nodes: ({ first }: ConnectionArguments) => checkFirst(first),
      service: 's3',
    }),
    resolve: async ({ report: { job }, manifest }, { filter, first, after }, ctx) => {
      const wanted = checkFirst(first);
      const conditions: TaskFilter = filter ?? {};
      checkFilter(conditions);
      const scope = `report ${batchJobArn(job)} ${JSON.stringify(normalizeFilter(conditions))}`;
      const position = after == null ? null : decodeFilePosition(scope, after);
      if (wanted === 0) return emptyPage(position !== null);
      const query = { filter: conditions, first: wanted, after: position };
      try {
        const page = await ctx.reports.tasks({ job, manifest }, query);
        if (!page) return null;
        const { tasks, positions, next, skipped } = page;
        return new FilePage({
          scope,
          nodes: tasks.map((task) => taskOf(job, task)),
          positions: positions.map(encodeFilePosition),
          next: next && encodeFilePosition(next),
          hasPreviousPage: position !== null,
          skipped,
        });
      } catch (error) {
        throw position?.after && error instanceof ObjectChangedError ? staleCursor() : error;
      }
    },
  }),
);
