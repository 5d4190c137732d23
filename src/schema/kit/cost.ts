// The cost of a field in AWS calls and nodes, declared next to it, as far as it is known before execution. Where a list
// is read whole, or a plan can make it cheaper, it is an estimate.
import type { GraphQLField } from 'graphql';
import type { Backend } from '../../aws/backend.ts';
import type { ServiceName } from '../../aws/limiter/limiterSettings.ts';
import type { KnownLists } from '../../jobIndex/knownLists.ts';
import { type ConnectionArguments, checkFirst } from './readConnection.ts';

/**
 * A call that several fields of one object share. SucceededJobs: the first page of the succeeded jobs of a vault. ReportManifest:
 * the GetObject of a report's manifest.json.
 */
export type SharedCall = 'DescribeVault' | 'DescribeJob' | 'SucceededJobs' | 'ReportManifest';

/** What an estimate is made from, besides the operation. */
export interface CostBasis extends Backend {
  /** What is known of AWS's lists. */
  known: KnownLists;
  /** The most AWS calls that the readings of an operation make: what is missing then is reported. */
  maxAwsCalls: number;
}

/** The arguments of whichever field declares the cost. */
// biome-ignore lint/suspicious/noExplicitAny: each declaration names the arguments of its own field
type Arguments = any;

export interface FieldCost {
  /** AWS calls for each of the `objects` that the field is resolved on. */
  readonly calls?: number | ((args: Arguments, basis: CostBasis, objects: number) => number);
  /** AWS calls by what they read. What several fields of an operation read counts once. */
  readonly readings?: (args: Arguments, basis: CostBasis) => ReadonlyMap<string, number>;
  /** The service of these calls; Glacier by default. */
  readonly service?: ServiceName;
  /** These calls, and those of the fields below, go to all locations; by default to that of the arguments. */
  readonly everywhere?: true;
  /** The field starts jobs, one or a bulk of them. */
  readonly starts?: true;
  /** So many values of its arguments count as one: it visits each of them once. */
  readonly valuesPerCount?: number;
  /** Nodes that the field returns for each object. The fields selected on them count as many times. */
  readonly nodes?: (args: Arguments, basis: CostBasis) => number;
  /** The length of a list that is not counted as nodes. The fields below it count as many times. */
  readonly times?: (args: Arguments, basis: CostBasis) => number;
  /** The field needs this call, made once for all fields of an object that need it. */
  readonly shares?: SharedCall | ((args: Arguments) => SharedCall | undefined);
  /** The field returns the enclosing object of this type, if there is one: the vault of a vault's job. */
  readonly leadsBackTo?: 'Vault';
  /** The calls whose results the field already contains for the fields below it. */
  readonly includes?: readonly SharedCall[];
}

/** The options of a field with a cost. Every field that uses the context declares one, even if it is free. */
export const costs = (cost: FieldCost) => ({ extensions: { cost } });

/** A field that needs no AWS call. */
export const free = costs({});

/** The calls of a connection over a list with at most `pageLimit` items per AWS page. A next page can begin within one of AWS. */
export function callsForPage({ first, after }: ConnectionArguments, pageLimit: number): number {
  const wanted = checkFirst(first);
  return wanted === 0 ? 0 : Math.ceil(wanted / pageLimit) + (after == null ? 0 : 1);
}

/** The cost of such a connection. */
export const pages = (pageLimit: number): FieldCost => ({
  calls: (args: ConnectionArguments) => callsForPage(args, pageLimit),
  nodes: ({ first }: ConnectionArguments) => checkFirst(first),
});

/** Too many are rejected without a call, with their own limit: the limit of calls would be the wrong reason. */
export const admitted = ({ length }: readonly unknown[], most: number): number => (length > most ? 0 : length);

export const costOf = ({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): FieldCost | undefined =>
  extensions['cost'] as FieldCost | undefined;
