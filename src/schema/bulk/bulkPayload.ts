// The fields that the payloads of all bulk mutations have.

import type { SourceReading } from '../../jobIndex/jobSource.ts';
import type { BulkOutcome } from '../../starts/bulkStarts.ts';
import { JobSource } from '../jobSource.ts';
import type { builder } from '../kit/builder.ts';

/** What a bulk mutation did with one job. */
export interface BulkChange<Changed> {
  /** Names and IDs of its resources, for the audit log. */
  what: Readonly<Record<string, string>>;
  /** Null in a dry run. */
  outcome: BulkOutcome<Changed> | null;
}

export interface BulkChanges<Change extends BulkChange<unknown> = BulkChange<unknown>> {
  changes: readonly Change[];
  matched: number;
  notAllowed: number;
  sources: readonly SourceReading[];
}

type ObjectFields = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, BulkChanges>;

export const outcomeCount = (t: ObjectFields, kind: BulkOutcome<unknown>['kind'], description: string) =>
  t.int({ description, resolve: ({ changes }) => changes.filter(({ outcome }) => outcome?.kind === kind).length });

export const selectionFields = (t: ObjectFields, verb: string) => ({
  matched: t.exposeInt('matched', {
    description: `The number of jobs that the selection matches and that you may ${verb}, also beyond \`limit\`. It is a lower bound if one of the \`sources\` is truncated or failed.`,
  }),
  notAllowed: t.exposeInt('notAllowed', {
    description: `The number of jobs that the filter also matches and that the access policy does not allow you to ${verb}. They are in no other count, and have no outcome. 0 for a selection by IDs.`,
  }),
  sources: t.field({
    type: [JobSource],
    description:
      'The sources that the filter has read. Jobs of a source that failed are not selected. Empty for a selection by IDs.',
    resolve: ({ sources }) => [...sources],
  }),
});

/** The result of a change, or null in a dry run. What a change throws is a member of the result's union. */
export function resultOf<Changed>({ outcome }: BulkChange<Changed>): Changed | null {
  if (outcome === null || outcome.kind === 'started') return outcome?.started ?? null;
  throw outcome.error;
}
