// The order of the query `jobs`.
import type { JobOrder } from '../jobs/jobOrder.ts';
import { builder } from './kit/builder.ts';

const JobOrderField = builder.enumType('JobOrderField', {
  description: 'The date that a list of jobs is ordered by.',
  values: {
    CREATION_DATE: { description: 'The time when the job was created, `creationDate`.' },
    COMPLETION_DATE: {
      description: 'The time when the job ended, `completionDate`. Jobs that have not ended come last.',
    },
    EXPECTED_COMPLETION: {
      description:
        'The latest expected end, `expectedCompletion.latest`. Jobs without an expectation, and ended jobs, come last.',
    },
  } satisfies Record<JobOrder['field'], { description: string }>,
});

const OrderDirection = builder.enumType('OrderDirection', {
  description: 'The direction of an order.',
  values: {
    ASC: { description: 'Ascending: the earliest date first.' },
    DESC: { description: 'Descending: the latest date first.' },
  },
});

export const JobOrderInput = builder.inputType('JobOrder', {
  description: 'The order of a list of jobs. Jobs without the date come last in both directions.',
  fields: (t) => ({
    field: t.field({
      type: JobOrderField,
      required: true,
      defaultValue: 'CREATION_DATE',
      description: 'The date to order by.',
    }),
    direction: t.field({
      type: OrderDirection,
      required: true,
      defaultValue: 'DESC',
      description: 'The direction of the order.',
    }),
  }),
});

export const defaultJobOrder = { field: 'CREATION_DATE', direction: 'DESC' } as const satisfies JobOrder;
