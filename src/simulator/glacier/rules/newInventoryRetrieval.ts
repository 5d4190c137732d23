// A new inventory retrieval. It needs an inventory, which a vault has from the first midnight after its first upload. AWS does
// not publish its response before that.
import type { JobParameters } from '@aws-sdk/client-glacier';
import { type Long, parseLong } from '../../codec/long.ts';
import { invalidParameter, notFound } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import type { InventoryQuery } from '../../world/archive.ts';
import { parseDate } from '../../world/dates.ts';
import { readMarker } from '../../world/page.ts';
import type { Vault } from '../../world/records.ts';
import { inventoryDate } from '../../world/snapshot.ts';
import { rejectForeignParameters } from './rejectForeignParameters.ts';

export function newInventoryRetrieval(parameters: JobParameters, vault: Vault, { now }: Pick<OperationContext, 'now'>) {
  rejectForeignParameters(parameters, ['ArchiveId', 'RetrievalByteRange', 'SelectParameters', 'OutputLocation']);
  const query = checkedQuery(parameters);
  if (inventoryDate(vault, now) === undefined) throw notFound(`No inventory is available yet for vault: ${vault.arn}`);
  return { action: 'InventoryRetrieval' as const, query };
}

function checkedQuery({
  Format: format = 'JSON',
  InventoryRetrievalParameters: given = {},
}: JobParameters): InventoryQuery {
  if (format !== 'JSON' && format !== 'CSV') throw invalidParameter(`Invalid format: ${format}`);
  const { StartDate: startDate, EndDate: endDate, Limit: limit, Marker: marker } = given;
  const from = startDate === undefined ? undefined : checkDate('StartDate', startDate);
  const to = endDate === undefined ? undefined : checkDate('EndDate', endDate);
  if (from !== undefined && to !== undefined && from >= to) throw invalidParameter('StartDate must be before EndDate');
  if (marker !== undefined && !readMarker(marker)) throw invalidParameter(`Invalid marker: ${marker}`);
  return { format, startDate, endDate, limit: limit === undefined ? undefined : checkLimit(limit), marker };
}

function checkLimit(text: string): Long {
  const limit = parseLong(text);
  if (limit === undefined || limit < 1) throw invalidParameter(`Invalid limit: ${text}`);
  return limit;
}

function checkDate(name: string, text: string): number {
  const time = parseDate(text);
  if (time === undefined) throw invalidParameter(`Invalid ${name}: ${text}`);
  return time;
}
