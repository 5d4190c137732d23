// What AWS sends, as its guides show it.

export const account = '111122223333';
export const batchJobId = '00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c';

/** Members that are undefined are omitted. */
const json = (value: object): string => JSON.stringify(value);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-event-bridge-cloud-trail.html */
export const batchEvent = (status = 'Complete', changes: object = {}, details: object = {}): object => ({
  version: '0',
  id: '51dc8145-541c-5518-2349-56d7dffdf2d8',
  'detail-type': 'AWS Service Event via CloudTrail',
  source: 'aws.s3',
  account,
  time: '2026-01-15T13:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    eventVersion: '1.05',
    userIdentity: { accountId: account, invokedBy: 's3.amazonaws.com' },
    eventTime: '2026-01-15T13:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'JobStatusChanged',
    awsRegion: 'us-east-1',
    eventID: 'f1ad9d4e-2b7a-4f6f-8b0c-6c6f8a8c9d11',
    readOnly: false,
    eventType: 'AwsServiceEvent',
    serviceEventDetails: {
      jobId: batchJobId,
      jobArn: `arn:aws:s3:us-east-1:${account}:job/${batchJobId}`,
      status,
      jobEventId: 'f1e2d3c4b5a697887766554433221100',
      failureCodes: [],
      statusChangeReason: [],
      ...details,
    },
  },
  ...changes,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export const restoreEvent = (type = 'Object Restore Completed', changes: object = {}, object: object = {}): object => ({
  version: '0',
  id: '6924de0d-13e2-6bbf-c0c1-b903b753565e',
  'detail-type': type,
  source: 'aws.s3',
  account,
  time: '2026-01-15T12:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::cold-archive'],
  detail: {
    version: '0',
    bucket: { name: 'cold-archive' },
    object: { key: 'red flower+1.jpg', size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', ...object },
    'request-id': '189F19CB7FB1B6A4',
    requester: 's3.amazonaws.com',
    'restore-expiry-time': '2026-01-18T00:00:00Z',
    'source-storage-class': 'GLACIER',
  },
  ...changes,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export const s3Record = (eventName = 'ObjectRestore:Completed', changes: object = {}, object: object = {}): object => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-01-15T12:00:00.000Z',
  eventName,
  userIdentity: { principalId: 'AmazonCustomer-initials' },
  s3: {
    s3SchemaVersion: '1.0',
    bucket: {
      name: 'cold-archive',
      ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
      arn: 'arn:aws:s3:::cold-archive',
    },
    object: {
      key: 'red+flower%2B1.jpg',
      size: 5,
      eTag: 'b1946ac92492d2347c6235b4d2611184',
      sequencer: '0A',
      ...object,
    },
  },
  ...(eventName === 'ObjectRestore:Completed'
    ? {
        glacierEventData: {
          restoreEventData: {
            lifecycleRestorationExpiryTime: '2026-01-18T00:00:00.000Z',
            lifecycleRestoreStorageClass: 'GLACIER',
          },
        },
      }
    : {}),
  ...changes,
});

/** As SNS delivers a message to a queue. */
export const inEnvelope = (message: string, changes: object = {}): string =>
  json({
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: `arn:aws:sns:us-east-1:${account}:cold-storage`,
    Message: message,
    Timestamp: '2026-01-15T13:00:00.000Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    ...changes,
  });
