// What is entered in the form for a new Batch job.

/** Texts as they are entered. */
export interface JobForm {
  /** "111122223333/us-east-1"; empty before the choice. */
  location: string;
  operation:
    | 'RESTORE'
    | 'COPY'
    | 'TAG'
    | 'DELETE_TAGS'
    | 'ACL'
    | 'LEGAL_HOLD'
    | 'RETENTION'
    | 'CHECKSUM'
    | 'REPLICATE'
    | 'LAMBDA';
  tier: 'BULK' | 'STANDARD';
  /** Empty for objects of Intelligent-Tiering. */
  days: string;
  /** Of the objects, for the price alone. */
  storageClass: 'GLACIER' | 'DEEP_ARCHIVE';
  /** Of all objects together, for the price alone; empty if nobody knows. */
  gibibytes: string;
  targetBucket: string;
  targetPrefix: string;
  /** "key=value" in each line. */
  tags: string;
  acl: 'PRIVATE' | 'BUCKET_OWNER_READ' | 'BUCKET_OWNER_FULL_CONTROL' | 'AUTHENTICATED_READ' | 'PUBLIC_READ';
  legalHold: 'ON' | 'OFF';
  /** LIFT ends the retention. */
  retention: 'GOVERNANCE' | 'COMPLIANCE' | 'LIFT';
  /** A day: "2027-01-31". */
  retainUntil: string;
  checksum: 'CRC64NVME' | 'CRC32' | 'CRC32C' | 'SHA1' | 'SHA256' | 'MD5';
  functionArn: string;
  source: 'MANIFEST' | 'KEYS' | 'GENERATED';
  manifestFormat: 'KEYS' | 'VERSIONS' | 'INVENTORY';
  manifestBucket: string;
  manifestKey: string;
  objectsBucket: string;
  /** A key in each line. */
  keys: string;
  /** Where the gateway writes the manifest of a list of keys. */
  writeBucket: string;
  writePrefix: string;
  /** The bucket whose objects S3 lists. */
  listedBucket: string;
  /** Of the keys; empty for all objects. */
  listedPrefix: string;
  /** Of the objects. */
  listedClass: 'ANY' | 'STANDARD' | 'STANDARD_IA' | 'INTELLIGENT_TIERING' | 'GLACIER' | 'DEEP_ARCHIVE';
  /** A day; empty for objects of any age. */
  listedBefore: string;
  /** Empty for no report. */
  reportBucket: string;
  reportPrefix: string;
  reportScope: 'ALL_TASKS' | 'FAILED_TASKS_ONLY';
  role: string;
  priority: string;
  description: string;
  isConfirmationRequired: boolean;
}

export const emptyForm: JobForm = {
  location: '',
  operation: 'RESTORE',
  tier: 'STANDARD',
  days: '7',
  storageClass: 'GLACIER',
  gibibytes: '',
  targetBucket: '',
  targetPrefix: '',
  tags: '',
  acl: 'BUCKET_OWNER_FULL_CONTROL',
  legalHold: 'ON',
  retention: 'GOVERNANCE',
  retainUntil: '',
  checksum: 'CRC64NVME',
  functionArn: '',
  source: 'MANIFEST',
  manifestFormat: 'KEYS',
  manifestBucket: '',
  manifestKey: '',
  objectsBucket: '',
  keys: '',
  writeBucket: '',
  writePrefix: '',
  listedBucket: '',
  listedPrefix: '',
  listedClass: 'ANY',
  listedBefore: '',
  reportBucket: '',
  reportPrefix: '',
  reportScope: 'FAILED_TASKS_ONLY',
  role: '',
  priority: '10',
  description: '',
  isConfirmationRequired: true,
};
