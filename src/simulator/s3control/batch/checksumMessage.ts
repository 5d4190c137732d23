// The message of a checksum task: the JSON of AWS's documentation, whose writer escapes equals signs.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html

export interface ComputedChecksum {
  digest: Buffer;
  algorithm: string;
  type: string;
  /** Of the object. */
  etag: string;
}

export const checksumMessage = ({ digest, algorithm, type, etag }: ComputedChecksum): string =>
  JSON.stringify({
    checksum_base64: digest.toString('base64'),
    etag,
    checksumAlgorithm: algorithm,
    checksumType: type,
    checksum_hex: digest.toString('hex').toUpperCase(),
  }).replaceAll('=', '\\u003d');
