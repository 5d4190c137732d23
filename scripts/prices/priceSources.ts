// Where each price of a region is in AWS's offer files: the offer, the usage type and, where that is not enough, the operation.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/aws-usage-report-understand.html

interface Place {
  offers: readonly string[];
  usage: string;
  /** Of several products with this usage type. If omitted: whatever its operation, except the `otherThan`. */
  operation?: string;
  otherThan?: readonly string[];
}

interface PriceSource {
  /** A price of the list is for so many units of the offer: a power of ten. */
  unitsExponent: 0 | 3 | 6;
  unit: RegExp;
  /** The first place that has the product counts: requests to Deep Archive have moved. */
  places: readonly Place[];
}

const s3 = ['AmazonS3'];
const deepArchive = ['AmazonS3GlacierDeepArchive', 'AmazonS3'];
const vaults = ['AmazonGlacier'];

const perGB = (...places: Place[]): PriceSource => ({ unitsExponent: 0, unit: /^GB$/, places });
const perThousand = (...places: Place[]): PriceSource => ({ unitsExponent: 3, unit: /^Requests?$/, places });

const bulkOfDeepArchive = 'DeepArchiveRestoreObjectBulk';

/** The path of a price in the list -> where it comes from. */
export const priceSources: Readonly<Record<string, PriceSource>> = {
  'vault.EXPEDITED.perGB': perGB({ offers: vaults, usage: 'Expedited-Retrieval-Bytes' }),
  'vault.EXPEDITED.perThousandRequests': perThousand({ offers: vaults, usage: 'Requests-Tier3' }),
  'vault.STANDARD.perGB': perGB({ offers: vaults, usage: 'Standard-Retrieval-Bytes' }),
  'vault.STANDARD.perThousandRequests': perThousand({ offers: vaults, usage: 'Requests-Tier1' }),
  'vault.BULK.perGB': perGB({ offers: vaults, usage: 'Bulk-Retrieval-Bytes' }),
  'vault.BULK.perThousandRequests': perThousand({ offers: vaults, usage: 'Requests-Tier2' }),
  'restore.GLACIER.STANDARD.perGB': perGB({
    offers: s3,
    usage: 'Standard-Retrieval-Bytes',
    operation: 'RestoreObject',
  }),
  'restore.GLACIER.STANDARD.perThousandRequests': perThousand({
    offers: s3,
    usage: 'Requests-Tier3',
    operation: 'RestoreObject',
  }),
  'restore.GLACIER.BULK.perGB': perGB({ offers: s3, usage: 'Bulk-Retrieval-Bytes', operation: 'RestoreObject' }),
  'restore.GLACIER.BULK.perThousandRequests': perThousand({
    offers: s3,
    usage: 'Requests-Tier5',
    otherThan: [bulkOfDeepArchive],
  }),
  'restore.DEEP_ARCHIVE.STANDARD.perGB': perGB({
    offers: deepArchive,
    usage: 'Standard-Retrieval-Bytes',
    operation: 'DeepArchiveRestoreObject',
  }),
  'restore.DEEP_ARCHIVE.STANDARD.perThousandRequests': perThousand(
    { offers: deepArchive, usage: 'Requests-GDA-Tier3' },
    { offers: deepArchive, usage: 'Requests-Tier3', operation: 'DeepArchiveRestoreObject' },
  ),
  'restore.DEEP_ARCHIVE.BULK.perGB': perGB({
    offers: deepArchive,
    usage: 'Bulk-Retrieval-Bytes',
    operation: 'DeepArchiveRestoreObject',
  }),
  'restore.DEEP_ARCHIVE.BULK.perThousandRequests': perThousand(
    { offers: deepArchive, usage: 'Requests-GDA-Tier5' },
    { offers: deepArchive, usage: 'Requests-Tier5', operation: bulkOfDeepArchive },
  ),
  'batch.perJob': { unitsExponent: 0, unit: /^Jobs?$/, places: [{ offers: s3, usage: 'BatchOperations-Jobs' }] },
  'batch.perMillionObjects': {
    unitsExponent: 6,
    unit: /^Objects?$/,
    places: [{ offers: s3, usage: 'BatchOperations-Objects' }],
  },
  restoredCopyPerGBMonth: {
    unitsExponent: 0,
    unit: /^GB-Mo$/,
    places: [{ offers: s3, usage: 'TimedStorage-ByteHrs' }],
  },
};

export type { Place, PriceSource };
