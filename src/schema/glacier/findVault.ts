// A vault by its name, with the cheapest call for the selected fields, and the list of its jobs.
import { type GraphQLObjectType, type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { type ListJobsFilter, listJobsLimit } from '../../aws/glacier/listJobs.ts';
import type { Context } from '../../context.ts';
import { InvalidInputError, NotFoundError } from '../../core/errors.ts';
import { type VaultKey, vaultKey } from '../../core/location.ts';
import { type ConnectionArguments, checkFirst, type List, readFirst } from '../kit/readConnection.ts';
import { selectedFields } from '../kit/selectedFields.ts';
import { type VaultNode, vaultNode, vaultNodeOf } from './vaultNode.ts';

interface JobsArguments extends ListJobsFilter, ConnectionArguments {}

export const jobsOf = (
  vault: VaultKey,
  { statusCode, completed }: ListJobsFilter,
  ctx: Context,
): List<GlacierJobRecord> => ({
  scope: `jobs ${vaultKey(vault)} ${statusCode} ${completed}`,
  pageLimit: listJobsLimit,
  page: (request) => ctx.loaders.glacierJob.page(vault, { statusCode, completed }, request),
  idOf: (job) => job.jobId,
});

const fieldsOfKey = new Set(['__typename', 'id', 'name', 'accountId', 'region']);

/** The arguments of `jobs` if a query selects only a page of jobs and the key of a vault; else null. */
function soleJobs(info: GraphQLResolveInfo): JobsArguments | null {
  const [jobs, ...others] = (selectedFields(info) ?? []).filter(({ name }) => !fieldsOfKey.has(name.value));
  const field = (info.schema.getType('Vault') as GraphQLObjectType).getFields()['jobs'];
  if (!field || jobs?.name.value !== 'jobs' || others.length > 0) return null;
  const args: JobsArguments = getArgumentValues(field, jobs, info.variableValues);
  // A page without items costs no ListJobs call, so it does not show whether the vault exists.
  return checkFirst(args.first) > 0 ? args : null;
}

/** Null if the vault does not exist. ListJobs reports that too, so a query for the jobs alone costs one call. */
export async function findVault(vault: VaultKey, ctx: Context, info: GraphQLResolveInfo): Promise<VaultNode | null> {
  const jobs = soleJobs(info);
  if (!jobs) return describeVault(vault, ctx);
  try {
    await readFirst(jobsOf(vault, jobs, ctx), jobs);
    return vaultNodeOf(vault);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    // A wrong or stale cursor: the field `jobs` reports it.
    if (error instanceof InvalidInputError) return describeVault(vault, ctx);
    throw error;
  }
}

async function describeVault(vault: VaultKey, ctx: Context): Promise<VaultNode | null> {
  const record = await ctx.loaders.vault.load(vault);
  return record && vaultNode(record);
}
