// Small offer files in the shape of AWS's own: two regions that have all prices, and one that lacks some.
// https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html

interface Row {
  usage: string;
  operation?: string;
  unit: string;
  /** One for each range. */
  usd: string[];
}

const storage = ['0.0230000000', '0.0220000000', '0.0210000000'];

const s3Rows: Row[] = [
  { usage: 'Standard-Retrieval-Bytes', operation: 'RestoreObject', unit: 'GB', usd: ['0.0100000000'] },
  { usage: 'Standard-Retrieval-Bytes', operation: 'DeepArchiveRestoreObject', unit: 'GB', usd: ['0.0200000000'] },
  // Of another storage class.
  { usage: 'Standard-Retrieval-Bytes', operation: 'IntDAARestoreObject', unit: 'GB', usd: ['9.0000000000'] },
  { usage: 'Bulk-Retrieval-Bytes', operation: 'RestoreObject', unit: 'GB', usd: ['0.0000000000'] },
  { usage: 'Bulk-Retrieval-Bytes', operation: 'DeepArchiveRestoreObject', unit: 'GB', usd: ['0.0025000000'] },
  { usage: 'Requests-Tier3', operation: 'RestoreObject', unit: 'Requests', usd: ['0.0000500000'] },
  { usage: 'Requests-Tier3', operation: 'S3-GlacierTransition', unit: 'Requests', usd: ['0.0000300000'] },
  { usage: 'Requests-Tier5', unit: 'Requests', usd: ['0.0000000000'] },
  { usage: 'BatchOperations-Jobs', unit: 'Jobs', usd: ['0.2500000000'] },
  { usage: 'BatchOperations-Objects', unit: 'Objects', usd: ['0.0000010000'] },
  { usage: 'TimedStorage-ByteHrs', unit: 'GB-Mo', usd: storage },
];

const deepArchiveRows: Row[] = [
  { usage: 'Requests-GDA-Tier3', operation: 'DeepArchiveRestoreObject', unit: 'Requests', usd: ['0.0001000000'] },
  { usage: 'Requests-GDA-Tier5', unit: 'Requests', usd: ['0.0000250000'] },
];

const glacierRows: Row[] = [
  { usage: 'Expedited-Retrieval-Bytes', unit: 'GB', usd: ['0.0300000000'] },
  { usage: 'Standard-Retrieval-Bytes', unit: 'GB', usd: ['0.0100000000'] },
  { usage: 'Bulk-Retrieval-Bytes', unit: 'GB', usd: ['0.0025000000'] },
  { usage: 'Requests-Tier1', unit: 'Requests', usd: ['0.0000500000'] },
  { usage: 'Requests-Tier2', unit: 'Requests', usd: ['0.0000250000'] },
  { usage: 'Requests-Tier3', unit: 'Requests', usd: ['0.0100000000'] },
  { usage: 'TimedStorage-ByteHrs', unit: 'GB-Mo', usd: ['0.0036000000'] },
];

interface Region {
  code: string;
  location: string;
  prefix: string;
}

const northVirginia: Region = { code: 'us-east-1', location: 'US East (N. Virginia)', prefix: '' };
const ireland: Region = { code: 'eu-west-1', location: 'EU (Ireland)', prefix: 'EU-' };
const calgary: Region = { code: 'ca-west-1', location: 'Canada West (Calgary)', prefix: 'CAN2-' };

function offerOf(offerCode: string, rows: readonly (Row & { region: Region })[]) {
  const products: Record<string, object> = {};
  const onDemand: Record<string, object> = {};
  for (const [index, { region, usage, operation = '', unit, usd }] of rows.entries()) {
    const sku = `${offerCode.toUpperCase()}${index}`;
    products[sku] = {
      sku,
      productFamily: unit === 'GB-Mo' ? 'Storage' : unit === 'GB' ? 'Fee' : 'API Request',
      attributes: {
        servicecode: offerCode,
        location: region.location,
        locationType: 'AWS Region',
        usagetype: region.prefix + usage,
        operation,
        regionCode: region.code,
        servicename: offerCode,
      },
    };
    const term = `${sku}.JRTCKXETXF`;
    onDemand[sku] = {
      [term]: {
        offerTermCode: 'JRTCKXETXF',
        sku,
        effectiveDate: '2026-09-01T00:00:00Z',
        priceDimensions: Object.fromEntries(
          usd.map((price, range) => {
            const rateCode = `${term}.RANGE${range}`;
            const [beginRange, endRange] = [
              String(range * 51200),
              range === usd.length - 1 ? 'Inf' : String((range + 1) * 51200),
            ];
            return [
              rateCode,
              {
                rateCode,
                description: `$${price} per ${unit}`,
                beginRange,
                endRange,
                unit,
                pricePerUnit: { USD: price },
                appliesTo: [],
              },
            ];
          }),
        ),
        termAttributes: {},
      },
    };
  }
  return {
    formatVersion: 'v1.0',
    disclaimer: 'This pricing list is for informational purposes only.',
    offerCode,
    version: '20260928010203',
    publicationDate: '2026-09-28T01:02:03Z',
    products,
    terms: { OnDemand: onDemand },
    attributesList: {},
  };
}

const everywhere = (rows: readonly Row[], ...regions: Region[]) =>
  regions.flatMap((region) => rows.map((row) => ({ ...row, region })));

/** A row as a region prices it, so that the regions differ. */
const dearer = (rows: readonly Row[]): Row[] =>
  rows.map((row) => ({ ...row, usd: row.usd.map((price) => price.replace(/^0\.01/, '0.02')) }));

export const sampleOffers = [
  offerOf('AmazonS3', [...everywhere(s3Rows, northVirginia, calgary), ...everywhere(dearer(s3Rows), ireland)]),
  offerOf('AmazonS3GlacierDeepArchive', everywhere(deepArchiveRows, northVirginia, ireland, calgary)),
  // There are no vaults in Calgary.
  offerOf('AmazonGlacier', everywhere(glacierRows, northVirginia, ireland)),
];
