// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-event-bridge-cloud-trail.html
// A change of a Batch job as EventBridge delivers it: the record of CloudTrail in the detail.
import type { JobChange } from '../s3control/batch/jobChanges.ts';
import { arnOf } from '../world/arnOf.ts';
import { seconds } from '../world/dates.ts';
import type { Ids } from '../world/ids.ts';
import type { AccountRegion } from '../world/records.ts';
import type { AwsEvent } from './awsEvent.ts';

export function jobEvent({ job, status, at, isNew, failure }: JobChange, location: AccountRegion, ids: Ids): AwsEvent {
  const { accountId } = location.account;
  const time = seconds(at);
  return {
    version: '0',
    id: ids.message(),
    'detail-type': 'AWS Service Event via CloudTrail',
    source: 'aws.s3',
    account: accountId,
    time,
    region: location.region,
    resources: [],
    detail: {
      eventVersion: '1.05',
      userIdentity: { accountId, invokedBy: 's3.amazonaws.com' },
      eventTime: time,
      eventSource: 's3.amazonaws.com',
      eventName: isNew ? 'JobCreated' : 'JobStatusChanged',
      awsRegion: location.region,
      sourceIPAddress: 's3.amazonaws.com',
      userAgent: 's3.amazonaws.com',
      eventID: ids.message(),
      readOnly: false,
      eventType: 'AwsServiceEvent',
      serviceEventDetails: {
        jobId: job.id,
        jobArn: arnOf('s3', location, `job/${job.id}`),
        status,
        jobEventId: ids.message().replaceAll('-', ''),
        failureCodes: failure?.FailureCode === undefined ? [] : [failure.FailureCode],
        statusChangeReason: failure?.FailureReason === undefined ? [] : [failure.FailureReason],
      },
    },
  };
}
