// Starts of many archive retrievals as one call. Each archive has an outcome of its own; what one meets blanks no other.

import { InvalidInputError } from '../../core/errors.ts';
import { type RetrievalOutcome, startArchiveRetrievals } from '../../starts/startArchiveRetrievals.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId, checkVault } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { vaultFields } from '../kit/locationArguments.ts';
import { inVault } from '../kit/rules.ts';
import { InitiateArchiveRetrievalResult } from './archiveRetrievalResult.ts';
import { RetrievalTier } from './glacierJob.ts';
import { commonParameters, startDescriptions, startErrors, startPage, tierOf } from './startMutation.ts';

const mostArchives = 1_000;

const InitiateArchiveRetrievalsInput = builder.inputType('InitiateArchiveRetrievalsInput', {
  description: 'Archives of one vault to make ready for download.',
  fields: (t) => ({
    ...vaultFields(t),
    idempotencyKey: idempotencyKeyField(
      t,
      'It counts for each archive by itself, so that the same call can be sent again for those that are missing.',
    ),
    archiveIds: t.stringList({
      required: true,
      description: '1 to 1,000 archives; one that stands there twice is started once.',
    }),
    description: t.string({ description: startDescriptions.description }),
    snsTopic: t.field({ type: 'Arn', description: startDescriptions.snsTopic }),
    tier: t.field({ type: RetrievalTier, description: startDescriptions.tier }),
  }),
});

const ArchiveRetrievalOutcome = builder
  .objectRef<{ archiveId: string; outcome: RetrievalOutcome }>('ArchiveRetrievalOutcome')
  .implement({
    description: 'What came of one archive.',
    fields: (t) => ({
      archiveId: t.exposeString('archiveId', { description: 'The archive.' }),
      result: t.field({
        type: InitiateArchiveRetrievalResult,
        description:
          'Its job, or why there is none. THROTTLED: not started, because AWS asked to be called less often until the time of the call was over. INDETERMINATE: the answer of this start alone is lost, and the job does not show yet.',
        resolve: ({ outcome }) => {
          if (outcome.kind === 'started') return outcome.started;
          throw outcome.error;
        },
      }),
    }),
  });

const InitiateArchiveRetrievalsPayload = builder
  .objectRef<{ archiveIds: readonly string[]; outcomes: ReadonlyMap<string, RetrievalOutcome> }>(
    'InitiateArchiveRetrievalsPayload',
  )
  .implement({
    description: 'What came of each archive. The counts are of archives: one that was named twice counts once.',
    fields: (t) => {
      const count = (kind: RetrievalOutcome['kind'], description: string) =>
        t.int({
          description,
          resolve: ({ outcomes }) => [...outcomes.values()].filter((outcome) => outcome.kind === kind).length,
        });
      return {
        outcomes: t.field({
          type: [ArchiveRetrievalOutcome],
          description: 'One for each archive id, in the order asked.',
          resolve: ({ archiveIds, outcomes }) =>
            archiveIds.map((archiveId) => ({ archiveId, outcome: outcomes.get(archiveId) as RetrievalOutcome })),
        }),
        started: count('started', 'Those whose job AWS has accepted, now or before under the same key.'),
        failed: count('failed', 'Those that AWS refused, or whose answer is lost, or that another call is at.'),
        notStarted: count(
          'notStarted',
          'Those that the time of the call was not enough for, or that were not sent because AWS refuses all of them.',
        ),
      };
    },
  });

const path = ['input', 'archiveIds'];

function checkArchiveIds(archiveIds: readonly string[]): readonly string[] {
  const { length } = archiveIds;
  if (length < 1 || length > mostArchives) {
    throw new InvalidInputError(path, `${path.join('.')}: 1 to ${mostArchives} archives, not ${length}.`);
  }
  return archiveIds.map((id, index) => checkOpaqueId(id, [...path, String(index)]));
}

builder.mutationField('initiateArchiveRetrievals', (t) =>
  t.field({
    type: InitiateArchiveRetrievalsPayload,
    errors: startErrors('InitiateArchiveRetrievalsResult'),
    ...inVault('start'),
    description: `Starts to make up to 1,000 archives of one vault ready for download, a few at a time. Each costs a retrieval fee and has an outcome of its own; what AWS throttles is tried again for as long as BULK_START_TIMEOUT_MS allows. ${startPage}`,
    args: { input: t.arg({ type: InitiateArchiveRetrievalsInput, required: true, description: 'Which, and how.' }) },
    ...costs({ calls: ({ input }) => input.archiveIds.length, nodes: ({ input }) => input.archiveIds.length }),
    resolve: async (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      const key = checkIdempotencyKey(input.idempotencyKey);
      const archiveIds = checkArchiveIds(input.archiveIds);
      const parameters = {
        Type: 'archive-retrieval',
        ...commonParameters(ctx, input, vault),
        Tier: tierOf(input.tier ?? 'STANDARD'),
      };
      return { archiveIds, outcomes: await startArchiveRetrievals(ctx, vault, archiveIds, parameters, key) };
    },
  }),
);
