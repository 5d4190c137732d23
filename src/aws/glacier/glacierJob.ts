// The gateway's record of a Glacier job. ListJobs and DescribeJob return the same shape.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html
import type { GlacierJobDescription, InventoryRetrievalJobDescription } from '@aws-sdk/client-glacier';
import type { GatewayError } from '../../core/errors.ts';
import type { GlacierJobKey, VaultKey } from '../../core/location.ts';
import { dateOrNull, present, presentDate } from '../client/present.ts';
import { type NameIn, nameOf, nameOrNull } from '../enums.ts';
import { type StructureRecord, toRecord } from '../structure.ts';
import { actions, inventoryFormats, statusCodes, tiers } from './enums.ts';
import { readStartToken } from './startToken.ts';
import { outputLocation } from './structures/outputLocation.ts';
import { selectParameters } from './structures/selectParameters.ts';

/** AWS keeps a job and its output for at least this time after completion, in milliseconds. */
export const keptAfterEnd = 24 * 3_600_000;

export interface InventoryParametersRecord {
  format: NameIn<typeof inventoryFormats> | null;
  startDate: Date | null;
  endDate: Date | null;
  limit: number | null;
  marker: string | null;
}

export interface GlacierJobRecord extends Readonly<GlacierJobKey> {
  readonly kind: 'GlacierJob';
  readonly action: NameIn<typeof actions>;
  /** AWS's own word, also for a value that this gateway does not know; as in the other members `aws...`. */
  readonly awsAction: string;
  /** Without the start token. */
  readonly jobDescription: string | null;
  /** Null for a job that was not started by a gateway. */
  readonly startToken: string | null;
  readonly vaultArn: string;
  readonly creationDate: Date;
  readonly completed: boolean;
  readonly completionDate: Date | null;
  readonly statusCode: NameIn<typeof statusCodes>;
  readonly awsStatusCode: string;
  readonly statusMessage: string | null;
  readonly snsTopic: string | null;
  readonly archiveId: string | null;
  readonly archiveSizeInBytes: number | null;
  readonly sha256TreeHash: string | null;
  readonly archiveSha256TreeHash: string | null;
  readonly retrievalByteRange: { start: number; end: number } | null;
  readonly tier: NameIn<typeof tiers> | null;
  readonly awsTier: string | null;
  readonly inventorySizeInBytes: number | null;
  readonly inventoryRetrievalParameters: InventoryParametersRecord | null;
  readonly jobOutputPath: string | null;
  readonly selectParameters: StructureRecord | null;
  readonly outputLocation: StructureRecord | null;
  /** Why a job that was just started could not be read: the record has what was requested. */
  readonly readFailure?: GatewayError;
}

export const toGlacierJob =
  ({ accountId, region, vaultName }: VaultKey) =>
  (wire: GlacierJobDescription): GlacierJobRecord => {
    const { text, token } = readStartToken(wire.JobDescription);
    const statusCode = nameOf(statusCodes, present(wire.StatusCode, 'StatusCode'));
    const completed = wire.Completed ?? (statusCode === 'SUCCEEDED' || statusCode === 'FAILED');
    return {
      kind: 'GlacierJob',
      accountId,
      region,
      vaultName,
      jobId: present(wire.JobId, 'JobId'),
      action: nameOf(actions, present(wire.Action, 'Action')),
      awsAction: present(wire.Action, 'Action'),
      jobDescription: text,
      startToken: token,
      vaultArn: present(wire.VaultARN, 'VaultARN'),
      creationDate: presentDate(wire.CreationDate, 'CreationDate'),
      completed,
      // An old AWS sample shows a job in progress with a completion date; the later guide has null there.
      completionDate: completed ? dateOrNull(wire.CompletionDate, 'CompletionDate') : null,
      statusCode,
      awsStatusCode: present(wire.StatusCode, 'StatusCode'),
      statusMessage: wire.StatusMessage ?? null,
      snsTopic: wire.SNSTopic ?? null,
      archiveId: wire.ArchiveId ?? null,
      archiveSizeInBytes: wire.ArchiveSizeInBytes ?? null,
      sha256TreeHash: wire.SHA256TreeHash ?? null,
      archiveSha256TreeHash: wire.ArchiveSHA256TreeHash ?? null,
      retrievalByteRange: toByteRange(wire.RetrievalByteRange),
      tier: nameOrNull(tiers, wire.Tier),
      awsTier: wire.Tier ?? null,
      inventorySizeInBytes: wire.InventorySizeInBytes ?? null,
      inventoryRetrievalParameters: wire.InventoryRetrievalParameters
        ? toInventoryParameters(wire.InventoryRetrievalParameters)
        : null,
      jobOutputPath: wire.JobOutputPath ?? null,
      selectParameters: wire.SelectParameters ? toRecord(selectParameters, wire.SelectParameters) : null,
      outputLocation: wire.OutputLocation ? toRecord(outputLocation, wire.OutputLocation) : null,
    };
  };

/** "0-1048575" */
function toByteRange(range: string | undefined): { start: number; end: number } | null {
  const parts = range?.match(/^(\d+)-(\d+)$/);
  return parts ? { start: Number(parts[1]), end: Number(parts[2]) } : null;
}

const toInventoryParameters = (wire: InventoryRetrievalJobDescription): InventoryParametersRecord => ({
  format: nameOrNull(inventoryFormats, wire.Format),
  startDate: dateOrNull(wire.StartDate, 'StartDate'),
  endDate: dateOrNull(wire.EndDate, 'EndDate'),
  limit: wire.Limit == null ? null : Number(wire.Limit),
  marker: wire.Marker ?? null,
});
