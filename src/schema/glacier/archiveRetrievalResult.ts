// What came of the start of an archive retrieval, whether it was started alone or among many.

import { builder } from '../kit/builder.ts';
import { costs } from '../kit/cost.ts';
import { mayRead } from '../kit/rules.ts';
import { fieldNamesIn } from '../kit/selectedFields.ts';
import { ArchiveRetrievalJob } from './glacierJob.ts';
import { readBack, type Started, startDescriptions, startErrors } from './startGlacierJob.ts';

/** `unread`: the job is told as it was asked for. Of one that was started just now, that is as good as AWS's word. */
export interface StartedRetrieval extends Started {
  unread?: 'news' | 'old';
}

/** What is known of a retrieval from its start; for anything else AWS is asked. */
const known = new Set(
  `__typename id jobId accountId region jobDescription phase outcome completed completionDate expectedCompletion
  pollAfterSeconds action vault vaultArn statusCode snsTopic archiveId tier`.split(/\s+/),
);

const InitiateArchiveRetrievalPayload = builder
  .objectRef<StartedRetrieval>('InitiateArchiveRetrievalPayload')
  .implement({
    description: 'AWS has accepted the start.',
    fields: (t) => ({
      job: t.field({
        type: ArchiveRetrievalJob,
        authScopes: ({ job }, _, ctx) => mayRead(ctx, job),
        description: 'The job.',
        ...costs({ calls: 1 }),
        resolve: ({ job, unread }, _, ctx, info) =>
          unread === 'old' || (unread && fieldNamesIn(info).some((name) => !known.has(name)))
            ? readBack(ctx, job)
            : job,
      }),
      location: t.exposeString('location', { description: startDescriptions.location }),
    }),
  });

const { types, union } = startErrors('InitiateArchiveRetrievalResult');

export const InitiateArchiveRetrievalResult = builder.errorUnion(union.name, {
  description: union.description,
  types: [...types, InitiateArchiveRetrievalPayload],
  resolveType: () => InitiateArchiveRetrievalPayload.name,
});
