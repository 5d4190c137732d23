// What is wrong after the load: starts without a job, jobs without an end, and retrievals that nobody was told of.
import { type Intent, patience, vaultName } from './clients.ts';
import { sendQuery } from './sendQuery.ts';
import type { Processes } from './startProcesses.ts';

export async function findFaults(
  processes: Processes,
  intents: readonly Intent[],
  startedAt: number,
): Promise<string[]> {
  const faults: string[] = [];
  const followed = await Promise.all(intents.map((intent) => intent.followed));
  for (const [at, { key, job }] of intents.entries()) {
    if (job === null) faults.push(`${key}: no job ${patience / 1000} s after the last failure`);
    else if (followed[at]?.ends !== 1) faults.push(`${key}: its end was told ${followed[at]?.ends} times`);
  }
  const jobIds = new Set(intents.flatMap(({ job }) => (job ? [job.jobId] : [])));
  if (jobIds.size !== intents.filter(({ job }) => job).length) faults.push('two keys have one job');
  const retrievals = await listRetrievals(processes);
  const begunAt = processes.simulatedAt(startedAt);
  const secondsOf = (date: string) =>
    Math.round((Date.parse(date) - begunAt) / (processes.simulatedAt(1_000) - processes.simulatedAt(0)));
  // The demo world has one retrieval there from the start.
  const made = retrievals.filter(({ creationDate }) => Date.parse(creationDate) >= begunAt);
  for (const { archiveId, creationDate } of made.filter(({ jobId }) => !jobIds.has(jobId))) {
    faults.push(`a retrieval that nobody was told of, made at ${secondsOf(creationDate)} s`);
    for (const line of processes.audit.filter((each) => each.includes(archiveId))) {
      const { time, pid, result, awsRequestId, what } = JSON.parse(line);
      const at = Math.round((time - startedAt) / 1000);
      faults.push(
        `  its archive at ${at} s: ${result} of gateway ${pid}, ${awsRequestId ?? 'no call'}, ${what.jobId ?? 'no job'}`,
      );
    }
  }
  if (made.length < jobIds.size) faults.push(`${jobIds.size - made.length} jobs are missing from the list`);
  return faults;
}

interface Retrieval {
  jobId: string;
  archiveId: string;
  creationDate: string;
}

async function listRetrievals(processes: Processes): Promise<Retrieval[]> {
  const retrievals: Retrieval[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await sendQuery(
      processes.url(0),
      `query ($after: String) { vault(name: "${vaultName}") { jobs(first: 1000, after: $after) {
        nodes { ... on ArchiveRetrievalJob { jobId archiveId creationDate } } pageInfo { hasNextPage endCursor }
      } } }`,
      { after },
    );
    const { nodes, pageInfo } = answer.vault.jobs;
    retrievals.push(...nodes.filter(({ jobId }: { jobId?: string }) => jobId !== undefined));
    if (!pageInfo.hasNextPage) return retrievals;
    after = pageInfo.endCursor;
  }
}
