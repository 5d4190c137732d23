// Find or start: the inventory of a vault, for callers who want one that is not too old and do not want to know who
// starts it. Of all who see the same state of things one starts a job: what is reserved is the start after that state.
import { awsValue } from '../../aws/enums.ts';
import { inventoryFormats } from '../../aws/glacier/enums.ts';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { jobLocation } from '../../aws/glacier/initiateJob.ts';
import type { Context } from '../../context.ts';
import { systemClock } from '../../core/clock.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { VaultKey } from '../../core/location.ts';
import {
  type ChosenInventory,
  chooseInventory,
  newestInventory,
  type WantedInventory,
} from '../../jobs/chooseInventory.ts';
import { fingerprintOf, startId } from '../../starts/startKey.ts';
import { builder } from '../kit/builder.ts';
import { checkVault, checkWholeNumber } from '../kit/checks.ts';
import { costs } from '../kit/cost.ts';
import { checkIdempotencyKey, idempotencyKeyField } from '../kit/idempotencyKey.ts';
import { vaultFields } from '../kit/locationArguments.ts';
import { inVault } from '../kit/rules.ts';
import { InventoryFormat, InventoryRetrievalJob } from './glacierJob.ts';
import { type StartParameters, sendStart } from './sendStart.ts';
import { asAskedFor, commonParameters, readBack, startErrors, startPage, tellOfStarts } from './startGlacierJob.ts';

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

const EnsureInventoryPayload = builder.objectRef<Ensured>('EnsureInventoryPayload').implement({
  description: 'There is a job.',
  fields: (t) => ({
    job: t.expose('job', { type: InventoryRetrievalJob, description: 'The job; it may still be running.' }),
    source: t.expose('source', { type: InventorySource, description: 'Where it comes from.' }),
  }),
});

type InventoryStart = StartParameters & { Format: string };

/** For so long, in milliseconds, nobody can have started what was not there, and nobody remember it. */
const lookLasts = 5_000;

/** Sees to it that there is a job, by `parameters` if it has to be started. */
async function ensureInventory(
  ctx: Context,
  vault: VaultKey,
  wanted: WantedInventory,
  parameters: InventoryStart,
): Promise<Ensured> {
  const choose = (jobs: readonly GlacierJobRecord[]) => chooseInventory(jobs, wanted, ctx.backend.clock.now());
  const lookedAt = systemClock.now();
  const isNew = () => systemClock.now() - lookedAt < lookLasts;
  const jobs = await ctx.loaders.wholeInventories(vault);
  const found = choose(jobs);
  if (found) return found;
  for (let newest = newestInventory(jobs, wanted) ?? 'none'; ; ) {
    const sameThing = `${parameters.Format} inventory after ${newest}`;
    const { started, isOwn } = await sendStart(ctx, vault, parameters, { sameThing, isNew });
    const asked = asAskedFor(vault, started, parameters);
    if (isOwn) {
      tellOfStarts(ctx, vault);
      return { source: 'STARTED', job: await readBack(ctx, asked) };
    }
    // Somebody else's, of a moment ago or of days ago: a list that lags does not show it, and one that AWS forgot neither.
    const job = await readBack(ctx, asked).catch(nullIfForgotten);
    const chosen = job && choose([job]);
    if (chosen) return chosen;
    newest = started.jobId;
  }
}

function nullIfForgotten(error: unknown): null {
  if (error instanceof NotFoundError) return null;
  throw error;
}

/** What the job is to whoever comes back to it by a key. */
const sourceOf = ({ completed }: GlacierJobRecord): Ensured['source'] => (completed ? 'REUSED' : 'JOINED');

/** The same by a caller's key: the job that it once gave. */
async function ensureByKey(
  ctx: Context,
  vault: VaultKey,
  wanted: WantedInventory,
  parameters: InventoryStart,
  key: string,
): Promise<Ensured> {
  let ensured: Ensured | undefined;
  const { started, isOwn } = await ctx.starts.start({
    id: startId({ callerId: ctx.caller.id, operation: 'ensureInventory', location: vault, key }),
    fingerprint: fingerprintOf({ ...parameters, ...wanted, vaultName: vault.vaultName }),
    retryMode: 'byKey',
    // What is sent, and may be lost, is a start of its own, which everybody shares.
    isNew: () => true,
    find: async () => null,
    affordsRepeat: () => false,
    isFinal: true,
    send: async () => {
      ensured = await ensureInventory(ctx, vault, wanted, parameters);
      const { job } = ensured;
      const location = jobLocation(vault, job.jobId);
      return { jobId: job.jobId, location, jobOutputPath: null, startedAt: job.creationDate.getTime() };
    },
  });
  if (isOwn && ensured) return ensured;
  const job = await readBack(ctx, asAskedFor(vault, started, parameters));
  return { job, source: sourceOf(job) };
}

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
      const wanted = { format, maxAgeSeconds: input.maxAgeSeconds };
      const parameters = {
        Type: 'inventory-retrieval',
        ...commonParameters(ctx, input, vault),
        Format: awsValue(inventoryFormats, format),
      };
      return key === null
        ? ensureInventory(ctx, vault, wanted, parameters)
        : ensureByKey(ctx, vault, wanted, parameters, key);
    },
  }),
);
