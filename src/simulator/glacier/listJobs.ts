// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-jobs-get.html
// Newest first; AWS does not publish its order. Both filters can be combined. A marker is a position in the whole list,
// independent of the filters: a job that ends between pages leaves a filtered list without shifting the others.
import { ListJobs$, type ListJobsCommandInput, type ListJobsCommandOutput } from '@aws-sdk/client-glacier';
import { invalidParameter } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { jobDescription } from '../world/jobDescription.ts';
import { pageOf, readMarker, writeMarker } from '../world/page.ts';
import { progress } from '../world/progress.ts';
import { findVault } from './rules/findVault.ts';
import { pageLimit } from './rules/pageLimit.ts';

export const listJobs = operation<ListJobsCommandInput, ListJobsCommandOutput>(ListJobs$, (input, context) => {
  const { world, now, lag } = context;
  const vault = findVault(context, input.vaultName);
  const { statuscode, completed } = filters(input);
  const after = input.marker === undefined ? undefined : readMarker(input.marker);
  if (input.marker !== undefined && !after) throw invalidParameter(`The marker is not valid: ${input.marker}`);
  const jobs = world.jobs(vault).filter((job) => {
    if (lag > 0 && job.createdAt > now - lag) return false;
    const { status, completed: ended } = progress(job, now);
    return (statuscode === undefined || status === statuscode) && (completed === undefined || ended === completed);
  });
  const page = pageOf(
    jobs,
    pageLimit(input.limit, 50),
    ({ createdAt, id }) => !after || createdAt < after.createdAt || (createdAt === after.createdAt && id > after.id),
  );
  return {
    JobList: page.entries.map((job) => jobDescription(job, vault, now)),
    Marker: page.last ? writeMarker(page.last) : null,
  };
});

function filters({ statuscode, completed }: Pick<ListJobsCommandInput, 'statuscode' | 'completed'>) {
  if (statuscode !== undefined && !['InProgress', 'Succeeded', 'Failed'].includes(statuscode)) {
    throw invalidParameter(`The job status code is not valid: ${statuscode}`);
  }
  if (completed !== undefined && completed !== 'true' && completed !== 'false') {
    throw invalidParameter(`The completed parameter is not valid: ${completed}`);
  }
  return { statuscode, completed: completed === undefined ? undefined : completed === 'true' };
}
