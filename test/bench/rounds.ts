// Measures several contenders in rounds, each round in another order, and compares them round by round: other load of the machine
// affects all of them alike, and a fixed order would favour one.

export type Rounds<Name extends string, Figures> = Record<Name, Figures[]>;

export async function measureRounds<Name extends string, Figures>(
  rounds: number,
  contenders: Record<Name, () => Promise<Figures>>,
): Promise<Rounds<Name, Figures>> {
  const names = Object.keys(contenders) as Name[];
  const measured = Object.fromEntries(names.map((name) => [name, []])) as unknown as Rounds<Name, Figures>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of shuffled(names)) measured[name].push(await contenders[name]());
  }
  return measured;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

/** The quantile: the value that `share` of the values do not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The median over the rounds of a figure of `a` divided by the same figure of `b` in the same round. */
export const ratio = <Figures>(a: Figures[], b: Figures[], figure: (of: Figures) => number): number =>
  median(a.map((of, round) => figure(of) / figure(b[round] ?? of)));
