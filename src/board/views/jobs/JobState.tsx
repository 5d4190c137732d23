// The state of a job as a badge: a shape and a word, so that nobody depends on the colour.
import { wordsOf } from '../../core/format.ts';

interface Props {
  phase: string;
  outcome: string | null;
  overdue: boolean;
}

const shapes: Record<string, string> = {
  AWAITING_CONFIRMATION: '?',
  QUEUED: '…',
  RUNNING: '▸',
  PAUSED: '‖',
  STOPPING: '▪',
  UNKNOWN: '·',
  SUCCEEDED: '✓',
  COMPLETED_WITH_FAILURES: '!',
  FAILED: '✕',
  CANCELLED: '−',
};

const names: Record<string, string> = {
  AWAITING_CONFIRMATION: 'To confirm',
  COMPLETED_WITH_FAILURES: 'With failures',
  DONE: 'Ended',
};

/** The short word for a phase or an outcome. */
export const stateName = (state: string): string => names[state] ?? wordsOf(state);

export function JobState({ phase, outcome, overdue }: Props) {
  const state = outcome ?? phase;
  return (
    <span class={`state state-${state.toLowerCase().replaceAll('_', '-')}`}>
      <span class="state-shape" aria-hidden="true">
        {shapes[state] ?? '·'}
      </span>
      {stateName(state)}
      {overdue && <span class="state-overdue">Overdue</span>}
    </span>
  );
}
