// The groups in which the query `jobs` counts its jobs.
import type { JobDimension, JobGroup } from '../jobs/jobGroups.ts';
import { BatchOperationName } from './batch/batchOperation.ts';
import { JobKind, JobOutcome } from './job.ts';
import { JobPhase } from './jobPhase.ts';
import { builder } from './kit/builder.ts';

export const JobDimensionEnum = builder.enumType('JobDimension', {
  description: 'A property that jobs are grouped by.',
  values: {
    PHASE: { description: 'The phase of the job.' },
    OUTCOME: { description: 'The outcome of the job. Jobs that have not ended form a group without one.' },
    KIND: { description: 'The kind of the job.' },
    ACCOUNT: { description: 'The account of the job.' },
    REGION: { description: 'The region of the job.' },
    VAULT: {
      description:
        'The name of the vault. Vaults of the same name in several accounts or regions form one group: add ACCOUNT and REGION to separate them. Batch jobs form a group without one.',
    },
    OPERATION: { description: 'The operation of a Batch job. Glacier jobs form a group without one.' },
  } satisfies Record<JobDimension, { description: string }>,
});

const unless = (dimension: JobDimension) => `null unless grouped by ${dimension}`;

export const JobGroupType = builder.objectRef<JobGroup>('JobGroup').implement({
  description: 'The number of jobs that have the dimensions of the group in common.',
  fields: (t) => ({
    phase: t.expose('phase', {
      type: JobPhase,
      nullable: true,
      description: `The phase of the jobs; ${unless('PHASE')}.`,
    }),
    outcome: t.expose('outcome', {
      type: JobOutcome,
      nullable: true,
      description: `The outcome of the jobs; ${unless('OUTCOME')}, and for jobs that have not ended.`,
    }),
    kind: t.expose('kind', {
      type: JobKind,
      nullable: true,
      description: `The kind of the jobs; ${unless('KIND')}.`,
    }),
    accountId: t.expose('accountId', {
      type: 'AccountId',
      nullable: true,
      description: `The account of the jobs; ${unless('ACCOUNT')}.`,
    }),
    region: t.exposeString('region', {
      nullable: true,
      description: `The region of the jobs; ${unless('REGION')}.`,
    }),
    vaultName: t.exposeString('vaultName', {
      nullable: true,
      description: `The name of the jobs' vault; ${unless('VAULT')}, and for Batch jobs.`,
    }),
    operationName: t.expose('operationName', {
      type: BatchOperationName,
      nullable: true,
      description: `The operation of the jobs; ${unless('OPERATION')}, and for Glacier jobs.`,
    }),
    count: t.exposeInt('count', { description: 'The number of jobs in the group, at least 1.' }),
  }),
});
