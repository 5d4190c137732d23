// The events that subscribers got, and their guarantees: progress never decreases, no event comes twice, each job ends once.
import type { StreamEvent, Subscriber } from '../support/subscribe.ts';

const fields = '... on Job { id phase } ... on BatchJob { progressSummary { numberOfTasksSucceeded } }';

export const jobUpdates = `subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { change job { ${fields} } } }`;
export const vaultJobUpdates = `subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on Job { id phase } } } }`;
export const batchJobUpdates = `subscription { batchJobUpdates { job { ${fields} } } }`;

interface JobEvent {
  id: string;
  phase: string;
  progressSummary?: { numberOfTasksSucceeded: number } | null;
}

function jobOf({ data }: StreamEvent): JobEvent | undefined {
  const [event] = Object.values<{ job: JobEvent | null }>(data?.data ?? {});
  return event?.job ?? undefined;
}

/** The received phases of a job, each with its progress. */
const storyOf = ({ events }: Pick<Subscriber, 'events'>, id: string) =>
  events
    .map(jobOf)
    .flatMap((job) =>
      job?.id === id ? [{ done: job.progressSummary?.numberOfTasksSucceeded ?? 0, phase: job.phase }] : [],
    );

/** Which of these jobs have been reported as done. */
export const endsIn = (subscriber: Pick<Subscriber, 'events'>, ids: readonly string[]): string[] =>
  ids.filter((id) => storyOf(subscriber, id).some(({ phase }) => phase === 'DONE'));

/** The violated guarantees of the events of these jobs, which have all ended. */
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
      if (before?.phase === phase && done === before.done) faults.push(`repeated ${text}`);
    }
    return faults;
  });
}

/** Lines that are not JSON, or that report an error. */
export const complaintsOf = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => {
    if (line === '') return false;
    try {
      return JSON.parse(line).level > 40;
    } catch {
      return true;
    }
  });
