// The gateway's record of a Glacier job. ListJobs and DescribeJob return the same shape.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html
import type { GlacierJobDescription, InventoryRetrievalJobDescription } from '@aws-sdk/client-glacier';
import type { GatewayError } from '../../core/errors.ts';
import { type GlacierJobKey, type VaultKey, vaultArn } from '../../core/location.ts';
import {
  booleanOrNull,
  dateOrNull,
  present,
  presentDate,
  presentJobId,
  sizeOrNull,
  structureOrNull,
  textOrNull,
} from '../client/present.ts';
import { type NameIn, nameOf, nameOrNull, other } from '../enums.ts';
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
  /** Null if AWS did not report it. */
  readonly awsAction: string | null;
  /** Without the start token. */
  readonly jobDescription: string | null;
  /** Null for a job that was not started by a gateway. */
  readonly startToken: string | null;
  readonly vaultArn: string;
  readonly creationDate: Date;
  readonly completed: boolean;
  readonly completionDate: Date | null;
  readonly statusCode: NameIn<typeof statusCodes>;
  /** Null if AWS did not report it. */
  readonly awsStatusCode: string | null;
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
  (vault: VaultKey) =>
  (wire: GlacierJobDescription): GlacierJobRecord => {
    const { accountId, region, vaultName } = vault;
    const { text, token } = readStartToken(textOrNull(wire.JobDescription, 'JobDescription'));
    const awsAction = textOrNull(wire.Action, 'Action');
    const awsStatusCode = textOrNull(wire.StatusCode, 'StatusCode');
    const statusCode = awsStatusCode === null ? other : nameOf(statusCodes, awsStatusCode);
    const completed =
      booleanOrNull(wire.Completed, 'Completed') ?? (statusCode === 'SUCCEEDED' || statusCode === 'FAILED');
    const awsTier = textOrNull(wire.Tier, 'Tier');
    const inventoryParameters = structureOrNull(wire.InventoryRetrievalParameters, 'InventoryRetrievalParameters');
    const select = structureOrNull(wire.SelectParameters, 'SelectParameters');
    const location = structureOrNull(wire.OutputLocation, 'OutputLocation');
    // Frozen: many requests share it, and its JSON.
    return Object.freeze<GlacierJobRecord>({
      kind: 'GlacierJob',
      accountId,
      region,
      vaultName,
      jobId: presentJobId(wire.JobId),
      action: awsAction === null ? other : nameOf(actions, awsAction),
      awsAction,
      jobDescription: text,
      startToken: token,
      vaultArn: textOrNull(wire.VaultARN, 'VaultARN') ?? vaultArn(vault),
      creationDate: presentDate(wire.CreationDate, 'CreationDate'),
      completed,
      // An old AWS sample shows a job in progress with a completion date; the later guide has null there.
      completionDate: completed ? dateOrNull(wire.CompletionDate, 'CompletionDate') : null,
      statusCode,
      awsStatusCode,
      statusMessage: textOrNull(wire.StatusMessage, 'StatusMessage'),
      snsTopic: textOrNull(wire.SNSTopic, 'SNSTopic'),
      archiveId: textOrNull(wire.ArchiveId, 'ArchiveId'),
      archiveSizeInBytes: sizeOrNull(wire.ArchiveSizeInBytes, 'ArchiveSizeInBytes'),
      sha256TreeHash: textOrNull(wire.SHA256TreeHash, 'SHA256TreeHash'),
      archiveSha256TreeHash: textOrNull(wire.ArchiveSHA256TreeHash, 'ArchiveSHA256TreeHash'),
      retrievalByteRange: toByteRange(textOrNull(wire.RetrievalByteRange, 'RetrievalByteRange')),
      tier: nameOrNull(tiers, awsTier),
      awsTier,
      inventorySizeInBytes: sizeOrNull(wire.InventorySizeInBytes, 'InventorySizeInBytes'),
      inventoryRetrievalParameters: inventoryParameters && toInventoryParameters(inventoryParameters),
      jobOutputPath: textOrNull(wire.JobOutputPath, 'JobOutputPath'),
      selectParameters: select && toRecord(selectParameters, select),
      outputLocation: location && toRecord(outputLocation, location),
    });
  };

const byteRange = /^\d+-\d+$/;

/** "0-1048575"; null for a text that is no range. */
function toByteRange(range: string | null): { start: number; end: number } | null {
  if (range === null || !byteRange.test(range)) return null;
  const dash = range.indexOf('-');
  const start = boundOf(range.slice(0, dash));
  const end = boundOf(range.slice(dash + 1));
  return start <= end ? { start, end } : null;
}

const boundOf = (digits: string): number =>
  present(sizeOrNull(Number(digits), 'RetrievalByteRange'), 'RetrievalByteRange');

/** AWS sends the limit as a string of digits. */
const numberIn = (value: string | number): number =>
  typeof value === 'number' ? value : /^\d+$/.test(value) ? Number(value) : Number.NaN;

const toInventoryParameters = (wire: InventoryRetrievalJobDescription): InventoryParametersRecord => ({
  format: nameOrNull(inventoryFormats, textOrNull(wire.Format, 'Format')),
  startDate: dateOrNull(wire.StartDate, 'StartDate'),
  endDate: dateOrNull(wire.EndDate, 'EndDate'),
  limit: sizeOrNull(wire.Limit == null ? null : numberIn(wire.Limit), 'Limit'),
  marker: textOrNull(wire.Marker, 'Marker'),
});
