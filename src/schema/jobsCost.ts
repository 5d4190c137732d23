// The estimated cost of the jobs that the query `jobs` has found.
import type { CostOfJobs, CostOfService } from '../pricing/costOfJobs.ts';
import { AwsServiceEnum } from './jobSource.ts';
import { builder } from './kit/builder.ts';
import { MoneyType } from './money.ts';

type WithCurrency<Cost> = Cost & { currency: string };

const moneyOf = ({ amount, currency }: WithCurrency<{ amount: string | null }>) =>
  amount === null ? null : { amount, currency };

const CostOfServiceType = builder.objectRef<WithCurrency<CostOfService>>('JobsCostOfService').implement({
  description: 'The estimated cost of the jobs of one service.',
  fields: (t) => ({
    service: t.expose('service', { type: AwsServiceEnum, description: 'The AWS service of the jobs.' }),
    jobCount: t.exposeInt('jobCount', { description: 'The number of jobs of the service, at least 1.' }),
    unpricedCount: t.exposeInt('unpricedCount', {
      description: 'The number of these jobs that `cost` does not contain: no price is known for them.',
    }),
    cost: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The cost of the jobs of the service; null if none of them has a price.',
      resolve: moneyOf,
    }),
    sizeInBytes: t.expose('sizeInBytes', {
      type: 'SafeInt',
      nullable: true,
      description:
        'The bytes that the archive retrievals among the jobs retrieve, as far as AWS reports their sizes. Null for Batch jobs: AWS lists no sizes of their objects.',
    }),
  }),
});

export const JobsCost = builder.objectRef<WithCurrency<CostOfJobs>>('JobsCost').implement({
  description:
    'The estimated cost of jobs. Archive retrievals are charged by size and number, Batch jobs by number and by the tasks that they have processed so far. Jobs that failed count in full.',
  fields: (t) => ({
    cost: t.field({
      type: MoneyType,
      nullable: true,
      description:
        'The cost of all jobs that have a price, without taxes; null if there are jobs, and none has a price.',
      resolve: moneyOf,
    }),
    unpricedCount: t.exposeInt('unpricedCount', {
      description: 'The number of jobs that `cost` does not contain: no price is known for them. `notes` say why.',
    }),
    services: t.field({
      type: [CostOfServiceType],
      description: 'The cost by service. Services without jobs are omitted.',
      resolve: ({ services, currency }) => services.map((service) => ({ ...service, currency })),
    }),
    notes: t.field({
      type: ['String'],
      description: 'Assumptions and exclusions of the estimate, as text for people.',
      resolve: ({ notes }) => notes,
    }),
  }),
});
