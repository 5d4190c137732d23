// The mutation `ensureInventory`: finds an inventory job of a vault that is not too old, or starts one.
import { awsValue } from '../../aws/enums.ts';
import { inventoryFormats } from '../../aws/glacier/enums.ts';
import { type EnsuredInventory, ensureInventory } from '../../starts/ensureInventory.ts';
import { builder } from '../kit/builder.ts';
import { checkVault, checkWholeNumber } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { vaultFields } from '../kit/locationArguments.ts';
import { inVault } from '../kit/rules.ts';
import { InventoryFormat, InventoryRetrievalJob } from './glacierJob.ts';
import { commonParameters, startErrors, startPage } from './startMutation.ts';

const InventorySource = builder.enumType('InventorySource', {
  description: 'Where an inventory comes from.',
  values: {
    REUSED: { description: 'A job that had succeeded.' },
    JOINED: { description: 'A job that was running, or that another caller started just now.' },
    STARTED: { description: 'A job that this call started.' },
  } satisfies Record<EnsuredInventory['source'], { description: string }>,
});

const EnsureInventoryInput = builder.inputType('EnsureInventoryInput', {
  description: 'An inventory of a whole vault, and how old it may be.',
  fields: (t) => ({
    ...vaultFields(t),
    idempotencyKey: idempotencyKeyField(t, 'A job that is reused or joined counts as given, too.'),
    format: t.field({ type: InventoryFormat, description: 'JSON where left out.' }),
    maxAgeSeconds: t.int({
      required: true,
      description:
        "How long ago, in AWS's time, a job may have ended to be reused, from 0; one that ended 24 h ago or more never is, since its output is no longer guaranteed. What is listed can be a day older: AWS takes a vault's inventory about once a day, and `inventoryDate` tells when.",
    }),
    snsTopic: t.field({
      type: 'Arn',
      description:
        "For a job that is started: a topic of the vault's region that is told of its end. A job that is reused or joined keeps its own.",
    }),
  }),
});

const EnsureInventoryPayload = builder.objectRef<EnsuredInventory>('EnsureInventoryPayload').implement({
  description: 'There is a job.',
  fields: (t) => ({
    job: t.expose('job', { type: InventoryRetrievalJob, description: 'The job; it may still be running.' }),
    source: t.expose('source', { type: InventorySource, description: 'Where it comes from.' }),
  }),
});

builder.mutationField('ensureInventory', (t) =>
  t.field({
    type: EnsureInventoryPayload,
    errors: startErrors('EnsureInventoryResult'),
    ...inVault('start'),
    description: `The inventory of a whole vault: a job that ended no more than \`maxAgeSeconds\` ago and still has its output, else one that is running, else a new one. Many callers at once start one job, also over several gateways on one Redis. Jobs that list a part of the vault (by dates, limit or marker) do not count. ${startPage}`,
    args: { input: t.arg({ type: EnsureInventoryInput, required: true, description: 'Which, and how old.' }) },
    ...costs({ calls: 4 }),
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      checkWholeNumber(input.maxAgeSeconds, { from: 0 }, ['input', 'maxAgeSeconds']);
      const format = input.format ?? 'JSON';
      const key = checkIdempotencyKey(input.idempotencyKey);
      const parameters = {
        Type: 'inventory-retrieval',
        ...commonParameters(ctx, input, vault),
        Format: awsValue(inventoryFormats, format),
      };
      return ensureInventory(ctx, vault, { format, maxAgeSeconds: input.maxAgeSeconds, parameters }, key);
    },
  }),
);
