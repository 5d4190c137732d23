import {
  DescribeJobCommand,
  GetJobOutputCommand,
  type GlacierClient,
  InitiateJobCommand,
} from '@aws-sdk/client-glacier';

/** Retrieves an archive. `wait` passes the time between two looks at the job: on AWS, some minutes. */
export async function retrieveArchive(
  glacier: GlacierClient,
  { vaultName, archiveId }: { vaultName: string; archiveId: string },
  wait: () => Promise<void>,
): Promise<Uint8Array> {
  const vault = { accountId: '-', vaultName };
  const jobParameters = { Type: 'archive-retrieval', ArchiveId: archiveId, Tier: 'Standard' };
  const { jobId } = await glacier.send(new InitiateJobCommand({ ...vault, jobParameters }));
  for (;;) {
    const { StatusCode, StatusMessage } = await glacier.send(new DescribeJobCommand({ ...vault, jobId }));
    if (StatusCode === 'Failed') throw new Error(`The retrieval failed: ${StatusMessage}`);
    if (StatusCode === 'Succeeded') break;
    await wait();
  }
  const { body } = await glacier.send(new GetJobOutputCommand({ ...vault, jobId }));
  if (!body) throw new Error('The output is empty.');
  return body.transformToByteArray();
}
