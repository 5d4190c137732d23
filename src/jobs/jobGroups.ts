// Jobs counted by what they have in common. Pure.
import { operationNameOf, vaultNameOf } from './jobFilter.ts';
import { kindOf } from './jobKind.ts';
import { type JobRecord, outcomeOf, phaseOf } from './jobState.ts';

/** The member of a group that each dimension sets. */
const members = {
  PHASE: 'phase',
  OUTCOME: 'outcome',
  KIND: 'kind',
  ACCOUNT: 'accountId',
  REGION: 'region',
  VAULT: 'vaultName',
  OPERATION: 'operationName',
} as const;

const readers = {
  phase: phaseOf,
  outcome: outcomeOf,
  kind: kindOf,
  accountId: ({ accountId }: JobRecord): string => accountId,
  region: ({ region }: JobRecord): string => region,
  vaultName: vaultNameOf,
  operationName: operationNameOf,
};

export type JobDimension = keyof typeof members;

/** A member is null unless the jobs are grouped by it, and for the group of the jobs without a value. */
export type JobGroup = { [Name in keyof typeof readers]: ReturnType<(typeof readers)[Name]> | null } & {
  count: number;
};

const ungrouped: JobGroup = {
  phase: null,
  outcome: null,
  kind: null,
  accountId: null,
  region: null,
  vaultName: null,
  operationName: null,
  count: 0,
};

/** How many values a dimension is expected to have. */
const typicalValues: Record<JobDimension, number> = {
  PHASE: 6,
  OUTCOME: 5,
  KIND: 5,
  ACCOUNT: 5,
  REGION: 5,
  VAULT: 50,
  OPERATION: 12,
};

/** An estimate of the number of groups, known before the jobs are. */
export const estimatedGroups = (by: readonly JobDimension[]): number =>
  Math.min(
    1000,
    [...new Set(by)].reduce((product, dimension) => product * typicalValues[dimension], 1),
  );

/** Takes the jobs one by one. There is no group without jobs. */
export class JobGroups {
  readonly #names: (typeof members)[JobDimension][];
  readonly #groups = new Map<string, JobGroup>();

  constructor(by: readonly JobDimension[]) {
    this.#names = [...new Set(by)].sort().map((dimension) => members[dimension]);
  }

  add(job: JobRecord): void {
    // No value is empty or contains a space.
    let key = '';
    for (const name of this.#names) key += `${readers[name](job) ?? ''} `;
    const group = this.#groups.get(key);
    if (group) group.count += 1;
    else this.#groups.set(key, this.#groupOf(job));
  }

  /** Adds what was counted by the same dimensions. */
  merge(other: JobGroups): void {
    for (const [key, group] of other.#groups) {
      const known = this.#groups.get(key);
      if (known) known.count += group.count;
      else this.#groups.set(key, { ...group });
    }
  }

  /** The largest group first; groups of equal size by their members. */
  get groups(): JobGroup[] {
    return [...this.#groups]
      .sort(([one, a], [other, b]) => b.count - a.count || (one < other ? -1 : 1))
      .map(([, group]) => group);
  }

  #groupOf(job: JobRecord): JobGroup {
    return { ...ungrouped, ...Object.fromEntries(this.#names.map((name) => [name, readers[name](job)])), count: 1 };
  }
}
