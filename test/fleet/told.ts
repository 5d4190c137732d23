// What subscribers were told of jobs, and what they are promised of it: progress that never goes back, nothing twice, and
// one end of each job.
import type { StreamEvent, Subscriber } from '../support/subscribe.ts';

const fields = '... on Job { id phase } ... on BatchJob { progressSummary { numberOfTasksSucceeded } }';

export const jobUpdates = `subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { ${fields} } }`;
export const vaultJobUpdates = `subscription ($vaultId: ID!) { vaultJobUpdates(vaultId: $vaultId) { ... on Job { id phase } } }`;
export const batchJobUpdates = `subscription { batchJobUpdates { ${fields} } }`;

interface Told {
  id: string;
  phase: string;
  progressSummary?: { numberOfTasksSucceeded: number } | null;
}

function jobOf({ data }: StreamEvent): Told | undefined {
  const [job] = Object.values<Told>(data?.data ?? {});
  return job;
}

/** The phases that were told of a job, each with its progress. */
const storyOf = ({ events }: Pick<Subscriber, 'events'>, id: string) =>
  events
    .map(jobOf)
    .flatMap((job) =>
      job?.id === id ? [{ done: job.progressSummary?.numberOfTasksSucceeded ?? 0, phase: job.phase }] : [],
    );

/** Which of these jobs have been told to be done. */
export const endsIn = (subscriber: Pick<Subscriber, 'events'>, ids: readonly string[]): string[] =>
  ids.filter((id) => storyOf(subscriber, id).some(({ phase }) => phase === 'DONE'));

/** What is wrong with what was told of these jobs, which all have ended; empty where all is as promised. */
export function faultsOf(subscriber: Pick<Subscriber, 'events'>, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const story = storyOf(subscriber, id);
    const text = `${id}: ${story.map(({ phase, done }) => `${phase} ${done}`).join(', ')}`;
    const ends = story.filter(({ phase }) => phase === 'DONE').length;
    const faults: string[] = [];
    if (ends !== 1 || story.at(-1)?.phase !== 'DONE') faults.push(`ended ${ends} times ${text}`);
    for (const [at, { phase, done }] of story.entries()) {
      const before = story[at - 1];
      if (before && done < before.done) faults.push(`went back ${text}`);
      if (before?.phase === phase && done === before.done) faults.push(`told twice ${text}`);
    }
    return faults;
  });
}

/** Lines that are no log line, or one of an error. */
export const complaintsOf = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => {
    if (line === '') return false;
    try {
      return JSON.parse(line).level > 40;
    } catch {
      return true;
    }
  });
