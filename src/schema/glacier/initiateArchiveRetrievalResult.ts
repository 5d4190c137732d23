// The result of the start of an archive retrieval, started alone or among many.
import type { StartedRetrieval } from '../../starts/startRetrievals.ts';
import { builder } from '../kit/builder.ts';
import { startedJobField } from './startedJobField.ts';
import { locationDescription, startErrors } from './startMutation.ts';

const InitiateArchiveRetrievalPayload = builder
  .objectRef<StartedRetrieval>('InitiateArchiveRetrievalPayload')
  .implement({
    description: 'The started job: AWS accepted the start, now or earlier with the same idempotency key.',
    fields: (t) => ({
      job: startedJobField(t),
      location: t.exposeString('location', { description: locationDescription }),
    }),
  });

const { types, union } = startErrors('InitiateArchiveRetrievalResult');

export const InitiateArchiveRetrievalResult = builder.errorUnion(union.name, {
  description: union.description,
  types: [...types, InitiateArchiveRetrievalPayload],
  resolveType: () => InitiateArchiveRetrievalPayload.name,
});
