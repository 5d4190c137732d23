// What can be done with all jobs of a filter, in words.
import { cancelJobs, confirmJobs, prioritizeJobs, restageJobs } from './bulkOperations.ts';

export const actions = ['CANCEL', 'CONFIRM', 'PRIORITIZE', 'RESTAGE'] as const;
export type Action = (typeof actions)[number];

interface ActionWords {
  /** The verb of the button. */
  label: string;
  /** What it is done with. */
  noun: string;
  consequence: string;
  isDangerous: boolean;
  operation: object;
}

const batch = { noun: 'Batch job', isDangerous: false };

export const actionWords: Record<Action, ActionWords> = {
  CANCEL: {
    ...batch,
    label: 'Cancel',
    consequence: 'What the jobs have done so far is not undone.',
    isDangerous: true,
    operation: cancelJobs,
  },
  CONFIRM: {
    ...batch,
    label: 'Confirm',
    consequence: 'The jobs run, and AWS charges for their operation on each object.',
    operation: confirmJobs,
  },
  PRIORITIZE: {
    ...batch,
    label: 'Set the priority of',
    consequence: 'Jobs with a higher number run first.',
    operation: prioritizeJobs,
  },
  RESTAGE: {
    label: 'Restage',
    noun: 'retrieval',
    consequence: 'AWS charges the full retrieval fee of each again.',
    isDangerous: false,
    operation: restageJobs,
  },
};
