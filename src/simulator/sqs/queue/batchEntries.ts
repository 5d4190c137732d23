// Requests with up to ten entries: the rules for all of them, and a result for each.
import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../../http/errors.ts';
import { queryCodes, sqsError } from '../sqsError.ts';

const MOST = 10;

interface Entry {
  Id: string | undefined;
}

interface BatchResult<Result> {
  Successful: (Result & { Id: string })[];
  Failed: BatchResultErrorEntry[];
}

/** Runs each entry; one that fails does not keep the others from running. */
export function runEntries<Given extends Entry, Result extends object>(
  entries: readonly Given[] = [],
  run: (entry: Given) => Result,
): BatchResult<Result> {
  checkEntries(entries);
  const result: BatchResult<Result> = { Successful: [], Failed: [] };
  for (const entry of entries) {
    const { Id = '' } = entry;
    try {
      result.Successful.push({ ...run(entry), Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { code, message, type } = error;
      result.Failed.push({ Id, SenderFault: type === 'Client', Code: queryCodes[code] ?? code, Message: message });
    }
  }
  return result;
}

export function checkEntries(entries: readonly Entry[]): void {
  const ids = entries.map(({ Id }) => Id ?? '');
  if (ids.length === 0) throw sqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (ids.length > MOST) {
    throw sqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST}. You have sent ${ids.length}.`,
    );
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw sqsError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw sqsError('BatchEntryIdsNotDistinct', `Id ${repeated} repeated.`);
}
