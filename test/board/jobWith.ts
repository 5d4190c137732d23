// A job as the list of the board receives it.
import type { Kind } from '../../src/board/views/jobs/jobFilter.ts';
import type { JobRow } from '../../src/board/views/jobs/jobOperations.ts';

interface Given {
  id: string;
  kind?: Kind;
  phase?: JobRow['phase'];
  outcome?: JobRow['outcome'];
  accountId?: string;
  region?: string;
  jobDescription?: string | null;
  overdue?: boolean;
  creationDate?: string;
  completionDate?: string | null;
  progressSummary?: Extract<JobRow, { __typename: 'BatchJob' }>['progressSummary'];
  isExpiringSoon?: boolean;
}

export function jobWith({ kind = 'BATCH', isExpiringSoon = false, progressSummary = null, ...given }: Given): JobRow {
  const common = {
    kind,
    phase: 'RUNNING' as const,
    outcome: null,
    accountId: '111122223333',
    region: 'us-east-1',
    jobId: `job-${given.id}`,
    jobDescription: null,
    overdue: false,
    creationDate: '2026-01-15T12:00:00Z',
    completionDate: null,
    outputGuaranteedUntil: null,
    expectedCompletion: null,
    ...given,
  };
  if (kind === 'BATCH') {
    return {
      ...common,
      __typename: 'BatchJob',
      operationName: 'S3_PUT_OBJECT_COPY',
      priority: 1,
      progressSummary,
    };
  }
  const vault = { name: `vault-of-${kind}` };
  const output = { isExpiringSoon };
  if (kind === 'ARCHIVE_RETRIEVAL') {
    return { ...common, __typename: 'ArchiveRetrievalJob', vault, archiveSizeInBytes: null, output };
  }
  if (kind === 'INVENTORY_RETRIEVAL') return { ...common, __typename: 'InventoryRetrievalJob', vault, output };
  return { ...common, __typename: 'SelectJob', vault };
}
