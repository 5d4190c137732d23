// Registry of the S3 Control job operations (S3 Batch Operations). The service has about ninety other operations, which
// are unrelated to jobs and are not simulated.

import type { Service } from '../http/service.ts';
import { restXml } from '../protocol/restXml.ts';
import { admitToBatch } from './batch/admitToBatch.ts';
import { createJob } from './createJob.ts';
import { deleteJobTagging } from './deleteJobTagging.ts';
import { describeJob } from './describeJob.ts';
import { getJobTagging } from './getJobTagging.ts';
import { listJobs } from './listJobs.ts';
import { putJobTagging } from './putJobTagging.ts';
import { runInTurns } from './tasks/runBatchJobs.ts';
import { updateJobPriority } from './updateJobPriority.ts';
import { updateJobStatus } from './updateJobStatus.ts';

export const s3control: Service = {
  name: 's3control',
  protocol: restXml('http://awss3control.amazonaws.com/doc/2018-08-20/'),
  faultCodes: { throttle: 'TooManyRequestsException', '5xx': 'InternalServiceException' },
  claims: ({ segments }) => segments[0] === 'v20180820',
  settle: runInTurns,
  admit: admitToBatch,
  operations: [
    createJob,
    describeJob,
    listJobs,
    updateJobPriority,
    updateJobStatus,
    getJobTagging,
    putJobTagging,
    deleteJobTagging,
  ],
};
