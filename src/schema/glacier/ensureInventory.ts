// The mutation `ensureInventory`: finds an inventory job of a vault that is not too old, or starts one.
import { awsValue } from '../../aws/enums.ts';
import { inventoryFormats } from '../../aws/glacier/enums.ts';
import { type EnsuredInventory, ensureInventory } from '../../starts/ensureInventory.ts';
import { builder } from '../kit/builder.ts';
import { checkWholeNumber } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { resolveVaultRef, vaultField } from '../kit/references.ts';
import { allowedInVault } from '../kit/rules.ts';
import { skippedRecords } from '../kit/skippedRecords.ts';
import { InventoryFormatInput, InventoryRetrievalJob } from './glacierJob.ts';
import { commonParameters, startErrors, startPage } from './startMutation.ts';

const InventorySource = builder.enumType('InventorySource', {
  description: 'How `ensureInventory` obtained the job.',
  values: {
    REUSED: { description: 'An existing job that had succeeded.' },
    JOINED: {
      description:
        'A running job, possibly one that another caller has just started. If there is none, a job of the last 24 hours in the phase UNKNOWN, because it may be running.',
    },
    STARTED: { description: 'A new job, started by this mutation.' },
  } satisfies Record<EnsuredInventory['source'], { description: string }>,
});

const EnsureInventoryInput = builder.inputType('EnsureInventoryInput', {
  description: 'The vault, and the maximum age of its inventory.',
  fields: (t) => ({
    vault: vaultField(t),
    idempotencyKey: idempotencyKeyField(t, 'This applies to reused and joined jobs too.'),
    format: t.field({
      type: InventoryFormatInput,
      defaultValue: 'JSON',
      description: 'The file format of the inventory.',
    }),
    maxAgeSeconds: t.int({
      required: true,
      description:
        'The maximum age of a job to reuse, in seconds since it ended, 0 or more. Jobs that ended 24 hours ago or more are never reused, because AWS no longer guarantees their output. The inventory itself can be a day older: AWS takes it about once a day. Its time is `inventoryDate`.',
    }),
    snsTopic: t.field({
      type: 'Arn',
      description:
        "The ARN of an SNS topic in the vault's region, which AWS notifies when a new job ends. Reused and joined jobs keep their own topic.",
    }),
  }),
});

const EnsureInventoryPayload = builder.objectRef<EnsuredInventory>('EnsureInventoryPayload').implement({
  description: 'The inventory job, and whether it was reused, joined or started.',
  fields: (t) => ({
    job: t.expose('job', {
      type: InventoryRetrievalJob,
      description: 'The inventory job, which may still be running.',
    }),
    source: t.expose('source', { type: InventorySource, description: 'How the job was obtained.' }),
    skippedRecords: t.field(
      skippedRecords<EnsuredInventory>(
        'The jobs of the vault that could not be read. The job was chosen among the others: one of these could have made a start unnecessary.',
        ({ skipped }) => skipped,
      ),
    ),
  }),
});

builder.mutationField('ensureInventory', (t) =>
  t.field({
    type: EnsureInventoryPayload,
    errors: startErrors('EnsureInventoryResult'),
    ...allowedInVault('start'),
    description: `Returns an inventory job of a whole vault: one that succeeded at most \`maxAgeSeconds\` ago, else one that has been running for at most 24 hours, else a new one. Concurrent callers share one job, also across gateways that share a Redis. Jobs that list a part of the vault (by dates, limit or marker) do not count. Costs one ListJobs call per page of jobs and, for a new job, one InitiateJob and one DescribeJob call. ${startPage}`,
    args: {
      input: t.arg({
        type: EnsureInventoryInput,
        required: true,
        description: 'The vault and the maximum age of its inventory.',
      }),
    },
    ...costs({ calls: 4, starts: true }),
    resolve: (_, { input }, ctx) => {
      const vault = resolveVaultRef(ctx.backend, input.vault);
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
