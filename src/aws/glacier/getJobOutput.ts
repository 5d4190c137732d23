// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-job-output-get.html
// A stream: not shared with other callers, and not retried once it flows. Its reader continues by range.
import { GetJobOutputCommand } from '@aws-sdk/client-glacier';
import { ServiceUnavailableError } from '../../core/errors.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import type { AwsBody } from '../client/awsBody.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { type ContentRange, toContentRange } from '../client/contentRange.ts';
import { defineOperation } from '../client/defineOperation.ts';

export const getJobOutputOperation = defineOperation({
  service: 'glacier',
  name: 'GetJobOutput',
  action: 'read',
  isHot: true,
  iam: ['glacier:GetJobOutput'],
  retry: 'repeatable',
});

/** Bytes of an output, both ends included; without an end, to the end of the output. */
export interface OutputRange {
  start: number;
  end?: number | undefined;
}

export interface JobOutput {
  body: AwsBody;
  /** The range of these bytes and the total size; null if AWS sends the whole output. */
  contentRange: ContentRange | null;
  contentType: string | null;
  archiveDescription: string | null;
  /** Of the bytes sent; null if they are not a node of the tree. Never for an inventory. */
  sha256TreeHash: string | null;
}

/** The output of a job that has succeeded. Unlike those of retrievals, these ranges need no alignment. */
export async function getJobOutput(aws: AwsSession, job: GlacierJobKey, range?: OutputRange): Promise<JobOutput> {
  const { accountId, vaultName, jobId } = job;
  const { output, body } = await aws.stream(
    glacier(
      getJobOutputOperation,
      job,
      new GetJobOutputCommand({
        accountId,
        vaultName,
        jobId,
        range: range && `bytes=${range.start}-${range.end ?? ''}`,
      }),
    ),
    ({ body: stream }) => stream,
  );
  const contentRange = toContentRange(output.contentRange);
  if (contentRange === null && output.status === partialContent) {
    await body.return();
    throw new ServiceUnavailableError('AWS sent a part of the output without saying which one.');
  }
  return {
    body,
    contentRange,
    contentType: output.contentType ?? null,
    archiveDescription: output.archiveDescription ?? null,
    sha256TreeHash: output.checksum ?? null,
  };
}

/** Only the headers of the output: the first byte is requested and not read. An empty output has no bytes to select. */
export async function readArchiveDescription(
  aws: AwsSession,
  job: GlacierJobKey & { archiveSizeInBytes?: number | null },
): Promise<Pick<JobOutput, 'archiveDescription'>> {
  const range = job.archiveSizeInBytes === 0 ? undefined : { start: 0, end: 0 };
  const { archiveDescription, body } = await getJobOutput(aws, job, range);
  await body.return();
  return { archiveDescription };
}

/** The HTTP status of a range. */
const partialContent = 206;
