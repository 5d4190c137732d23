// What a field may cost, declared beside it: calls of AWS and nodes, as far as they can be known before anything runs.
// Where a list is read whole, or a plan may make it cheaper, it is an estimate.
import type { GraphQLField } from 'graphql';
import type { Backend } from '../../aws/backend.ts';
import { type ConnectionArguments, checkFirst, searchedPages } from './readConnection.ts';

/** A call that many fields of one thing share. */
export type SharedCall = 'DescribeVault' | 'DescribeJob';

/** Whatever arguments a field has: what it declares is asked with its own. */
// biome-ignore lint/suspicious/noExplicitAny: each declaration names the arguments of its own field
type Arguments = any;

export interface FieldCost {
  /** Calls of AWS for each thing that the field is asked of. */
  readonly calls?: number | ((args: Arguments, backend: Backend) => number);
  /** How many nodes it gives for each; what is asked of them counts as often. */
  readonly nodes?: (args: Arguments) => number;
  /** It takes this call, once for all fields of a thing that do. */
  readonly shares?: SharedCall;
  /** Below it, these have been made. */
  readonly brings?: readonly SharedCall[];
}

/** The options of a field with a cost. A field that takes the context has one, be it none. */
export const costs = (cost: FieldCost) => ({ extensions: { cost } });

/** It asks AWS nothing. */
export const free = costs({});

/** Of a connection over a list of which AWS gives so many at once. */
export const pages = (pageLimit: number): FieldCost => ({
  calls: ({ first, after }: ConnectionArguments) =>
    Math.ceil(checkFirst(first) / pageLimit) + (after == null ? 0 : searchedPages),
  nodes: ({ first }: ConnectionArguments) => checkFirst(first),
});

export const costOf = ({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): FieldCost | undefined =>
  extensions['cost'] as FieldCost | undefined;
