// Find or start: the inventory of a vault, for callers who want one that is not too old and do not want to know who
// starts it. Of all who ask at once one starts a job; a lost answer is looked for before it is told.
import { awsValue } from '../aws/enums.ts';
import { inventoryFormats } from '../aws/glacier/enums.ts';
import { type VaultKey, vaultKey } from '../aws/location.ts';
import type { Context } from '../context.ts';
import { IndeterminateError } from '../errors.ts';
import {
  type ChosenInventory,
  chooseInventory,
  newestInventory,
  type WantedInventory,
} from '../jobs/chooseInventory.ts';
import { builder } from './builder.ts';
import { checkVault, checkWholeNumber } from './checks.ts';
import { InventoryFormat, InventoryRetrievalJob } from './glacierJob.ts';
import { vaultFields } from './locationArguments.ts';
import { commonParameters, readBack, sendStart, startErrors, startPage, tellOfStarts } from './startGlacierJob.ts';

interface Ensured {
  job: ChosenInventory['job'];
  source: ChosenInventory['source'] | 'STARTED';
}

const InventorySource = builder.enumType('InventorySource', {
  description: 'Where an inventory comes from.',
  values: {
    REUSED: { description: 'A job that had succeeded.' },
    JOINED: { description: 'A job that was running, or that another caller started just now.' },
    STARTED: { description: 'A job that this call started.' },
  } satisfies Record<Ensured['source'], { description: string }>,
});

const EnsureInventoryInput = builder.inputType('EnsureInventoryInput', {
  description: 'An inventory of a whole vault, and how old it may be.',
  fields: (t) => ({
    ...vaultFields(t),
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

const EnsureInventoryPayload = builder.objectRef<Ensured>('EnsureInventoryPayload').implement({
  description: 'There is a job.',
  fields: (t) => ({
    job: t.expose('job', { type: InventoryRetrievalJob, description: 'The job; it may still be running.' }),
    source: t.expose('source', { type: InventorySource, description: 'Where it comes from.' }),
  }),
});

/** Sees to it that there is a job, by `parameters` if it has to be started. */
function ensureInventory(
  ctx: Context,
  vault: VaultKey,
  wanted: WantedInventory,
  parameters: Parameters<typeof sendStart>[2],
): Promise<Ensured> {
  const find = async () => {
    const jobs = await ctx.loaders.wholeInventories(vault);
    return {
      found: chooseInventory(jobs, wanted, ctx.backend.clock.now()),
      state: newestInventory(jobs, wanted) ?? 'none',
    };
  };
  const start = async (until: AbortSignal): Promise<Ensured> => {
    try {
      const { job } = await sendStart(ctx, vault, parameters, until);
      tellOfStarts(ctx, vault);
      // Others wait for this job, too: it is told even if this caller has gone away.
      return { source: 'STARTED', job: await readBack(ctx, job).catch(() => job) };
    } catch (error) {
      if (!(error instanceof IndeterminateError)) throw error;
      tellOfStarts(ctx, vault);
      const looked = await find().catch(() => null);
      if (looked?.found) return looked.found;
      throw error;
    }
  };
  return ctx.soleStarts.findOrStart<Ensured>({
    key: `inventory ${wanted.format} ${vaultKey(vault)}`,
    find,
    start,
    join: ({ job }) => ({ job, source: 'JOINED' }),
  });
}

builder.mutationField('ensureInventory', (t) =>
  t.field({
    type: EnsureInventoryPayload,
    errors: startErrors('EnsureInventoryResult'),
    description: `The inventory of a whole vault: a job that ended no more than \`maxAgeSeconds\` ago and still has its output, else one that is running, else a new one. Many callers at once start one job, also over several gateways on one Redis. Jobs that list a part of the vault (by dates, limit or marker) do not count. ${startPage}`,
    args: { input: t.arg({ type: EnsureInventoryInput, required: true, description: 'Which, and how old.' }) },
    resolve: (_, { input }, ctx) => {
      const vault = checkVault(ctx.backend, input, ['input']);
      checkWholeNumber(input.maxAgeSeconds, { from: 0 }, ['input', 'maxAgeSeconds']);
      const format = input.format ?? 'JSON';
      return ensureInventory(
        ctx,
        vault,
        { format, maxAgeSeconds: input.maxAgeSeconds },
        {
          Type: 'inventory-retrieval',
          ...commonParameters(input, vault),
          Format: awsValue(inventoryFormats, format),
        },
      );
    },
  }),
);
