// What has happened to a job, in order: what AWS reports, and the changes that the gateway has seen.
import { Time } from '../../components/Time.tsx';
import { stateName } from '../jobs/JobState.tsx';
import type { JobFacts } from './jobPageOperations.ts';

interface Entry {
  at: string;
  text: string;
}

/** Observations repeat the phase for each step of the progress. */
function phaseChanges(history: JobFacts['history']): Entry[] {
  const changes = history.filter(({ phase }, index) => index === 0 || phase !== history[index - 1]?.phase);
  return changes
    .filter(({ phase }) => phase !== 'DONE')
    .map(({ at, phase }, index) => ({ at, text: `${index === 0 ? 'First seen: ' : ''}${stateName(phase)}` }));
}

function entriesOf(job: JobFacts): Entry[] {
  const suspended = job.__typename === 'BatchJob' ? job.suspendedDate : null;
  const entries: (Entry | null)[] = [
    { at: job.creationDate, text: 'Created' },
    suspended ? { at: suspended, text: 'Waits for confirmation' } : null,
    ...phaseChanges(job.history),
    job.completionDate ? { at: job.completionDate, text: `Ended: ${stateName(job.outcome ?? job.phase)}` } : null,
  ];
  const known = entries.filter((entry) => entry !== null).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const { expectedCompletion: expected, outputGuaranteedUntil: until } = job;
  if (expected) known.push({ at: expected.latest, text: job.overdue ? 'Was expected by' : 'Expected by' });
  if (until) known.push({ at: until, text: 'Result kept until' });
  return known;
}

export const Timeline = ({ job }: { job: JobFacts }) => (
  <ol class="timeline">
    {entriesOf(job).map(({ at, text }) => (
      <li key={`${at} ${text}`}>
        <span>{text}</span> <Time date={at} />
      </li>
    ))}
  </ol>
);
