// The mutation `initiateArchiveRetrievals`: many archive retrievals in one call, with one outcome for each archive.

import { rejectInput } from '../../core/errors.ts';
import { type RetrievalOutcome, startRetrievals } from '../../starts/startRetrievals.ts';
import { builder } from '../kit/builder.ts';
import { checkOpaqueId } from '../kit/checks.ts';
import { admitted, costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField, startCalls } from '../kit/idempotencyKey.ts';
import { resolveVaultRef, vaultField } from '../kit/references.ts';
import { allowedInVault } from '../kit/rules.ts';
import { InitiateArchiveRetrievalResult } from './initiateArchiveRetrievalResult.ts';
import { keepAllStarted, keepStagedField, keepTermsOf } from './keepStagedInput.ts';
import { commonParameters, startErrors, startFields, startPage, tierField, tierOf } from './startMutation.ts';

const maxArchives = 1_000;

const InitiateArchiveRetrievalsInput = builder.inputType('InitiateArchiveRetrievalsInput', {
  description: 'The archives of one vault to retrieve.',
  fields: (t) => ({
    vault: vaultField(t),
    idempotencyKey: idempotencyKeyField(
      t,
      'It applies to each archive separately, so you can repeat the mutation to start the missing ones.',
    ),
    archiveIds: t.stringList({
      required: true,
      description: 'The IDs of the archives, 1 to 1,000. An ID that is repeated is started once.',
    }),
    ...startFields(t),
    tier: tierField(t),
    keepStaged: keepStagedField(
      t,
      'Keeps each of the retrievals staged after its output would expire; not kept if omitted. Each one ends by itself, with its own download.',
    ),
  }),
});

const ArchiveRetrievalOutcome = builder
  .objectRef<{ archiveId: string; outcome: RetrievalOutcome }>('ArchiveRetrievalOutcome')
  .implement({
    description: 'The outcome of the start for one archive.',
    fields: (t) => ({
      archiveId: t.exposeString('archiveId', { description: 'The ID of the archive.' }),
      result: t.field({
        type: InitiateArchiveRetrievalResult,
        // What is no member of the union, such as an internal error, empties this field and none of the others.
        semanticNonNull: true,
        description:
          'The started job, or the error. THROTTLED: AWS throttled the start until the time limit of the mutation, and no job was started. INDETERMINATE: the response to this start was lost, and no list shows the job yet. Null with an error if the gateway itself failed at this archive.',
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
    description: 'The outcomes of all archives. The counts count each archive once, even if its ID was repeated.',
    fields: (t) => {
      const count = (kind: RetrievalOutcome['kind'], description: string) =>
        t.int({
          description,
          resolve: ({ outcomes }) => [...outcomes.values()].filter((outcome) => outcome.kind === kind).length,
        });
      return {
        outcomes: t.field({
          type: [ArchiveRetrievalOutcome],
          description: 'One outcome for each archive ID, in the order of the input.',
          resolve: ({ archiveIds, outcomes }) =>
            archiveIds.map((archiveId) => ({ archiveId, outcome: outcomes.get(archiveId) as RetrievalOutcome })),
        }),
        started: count('started', 'The number of archives whose job AWS accepted, now or earlier with the same key.'),
        failed: count(
          'failed',
          'The number of archives that AWS refused, whose response was lost, or whose start is in progress in another request.',
        ),
        notStarted: count(
          'notStarted',
          'The number of archives that were not sent: the time limit was reached, or AWS refuses all starts.',
        ),
      };
    },
  });

const path = ['input', 'archiveIds'];

function checkArchiveIds(archiveIds: readonly string[]): readonly string[] {
  const { length } = archiveIds;
  if (length < 1 || length > maxArchives) {
    rejectInput(path, `1 to ${maxArchives} archives are allowed, got ${length}.`);
  }
  return archiveIds.map((id, index) => checkOpaqueId(id, [...path, String(index)]));
}

builder.mutationField('initiateArchiveRetrievals', (t) =>
  t.field({
    type: InitiateArchiveRetrievalsPayload,
    errors: startErrors('InitiateArchiveRetrievalsResult'),
    ...allowedInVault('start'),
    description: `Starts the retrieval of up to 1,000 archives of one vault, a few at a time. Each archive incurs a retrieval fee and has its own outcome. Throttled starts are retried until the time limit BULK_START_TIMEOUT_MS. Costs one InitiateJob call per archive. ${startPage}`,
    args: {
      input: t.arg({
        type: InitiateArchiveRetrievalsInput,
        required: true,
        description: 'The archives and the options of their jobs.',
      }),
    },
    ...costs({
      calls: startCalls(({ archiveIds = [] }) => admitted(archiveIds, maxArchives)),
      starts: true,
      nodes: ({ input }) => admitted(input.archiveIds, maxArchives),
    }),
    resolve: async (_, { input }, ctx, info) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
      const by = { operation: 'initiateArchiveRetrievals', key: checkIdempotencyKey(input.idempotencyKey) };
      const archiveIds = checkArchiveIds(input.archiveIds);
      const parameters = {
        Type: 'archive-retrieval',
        ...commonParameters(ctx, input, vault),
        Tier: tierOf(input.tier),
      };
      const terms = keepTermsOf(ctx, input.keepStaged, new Set(archiveIds).size);
      const retrievals = archiveIds.map(
        (ArchiveId) => [ArchiveId, { ...vault, parameters: { ...parameters, ArchiveId } }] as const,
      );
      const outcomes = await startRetrievals(ctx, new Map(retrievals), by);
      const kept = [...outcomes].flatMap(([ArchiveId, outcome]) =>
        outcome.kind === 'started' && terms
          ? { vault, started: outcome.started, parameters: { ...parameters, ArchiveId }, terms }
          : [],
      );
      await keepAllStarted(ctx, info, kept);
      return { archiveIds, outcomes };
    },
  }),
);
