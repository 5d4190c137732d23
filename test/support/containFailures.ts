// Runs a query of the corpus with one operation of AWS failing, and compares the response with the undisturbed one: they differ
// only by nulls at the paths in `errors`. In lists over all locations, a failure is a row of `sources`.
import { expect } from 'vitest';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { type CorpusQuery, idsOf, idsQuery, type WorldIds } from './queryCorpus.ts';
import { type Answer, type Data, startGateway, type TestGateway } from './startGateway.ts';

type Failure = Omit<Fault, 'operation'>;

/** How a call fails. Faults of every call outlast the retries; a refusal is not repeated, so one call is enough. */
export const failures: Record<string, Failure> = {
  'the first call is denied': { kind: 'error', code: 'AccessDeniedException', status: 403, call: 1 },
  'every call is denied': { kind: 'error', code: 'AccessDeniedException', status: 403 },
  'every call is throttled': { kind: 'throttle' },
  'every call fails with 500': { kind: '5xx' },
  'no call is answered': { kind: 'delay', delayMilliseconds: 3_000 },
};

/** Short enough for a test, long enough for an undisturbed call on a busy machine. */
const impatient = { AWS_ATTEMPT_TIMEOUT_MS: 1_000, AWS_TIMEOUT_MS: 1_500 };

/** A world without faults, the ids in it, and the undisturbed responses. */
export class World implements AsyncDisposable {
  /** How many queries ran with a failure, and how many reached it: a busy machine can end one before. */
  runs = 0;
  hits = 0;

  private constructor(
    readonly gateway: TestGateway,
    readonly ids: WorldIds,
  ) {}

  static async open(): Promise<World> {
    const gateway = await startGateway();
    return new World(gateway, idsOf(await gateway.data(idsQuery)));
  }

  /** The undisturbed response of a query, and the operations that it uses. */
  async undisturbed({ query, variables }: CorpusQuery): Promise<{ data: Data; operations: string[] }> {
    await using gateway = await startGateway({ beside: this.gateway });
    this.gateway.calls();
    const { data, errors = [] } = await gateway.query(query, variables?.(this.ids));
    // One account of the demo world is closed for Glacier.
    expect(errors.filter(({ extensions }) => extensions.code !== 'NO_LONGER_SUPPORTED')).toEqual([]);
    return { data, operations: Object.keys(this.gateway.calls()) };
  }

  /** The response with a failing operation, of a gateway that has nothing cached. */
  async disturbed({ query, variables }: CorpusQuery, operation: string, failure: Failure): Promise<Answer> {
    await using gateway = await startGateway({ beside: this.gateway, ...impatient });
    this.gateway.calls();
    this.gateway.simulator.faults.set([{ operation, ...failure }]);
    try {
      return await gateway.query(query, variables?.(this.ids));
    } finally {
      this.gateway.simulator.faults.clear();
      this.runs += 1;
      if (this.gateway.calls()[operation]) this.hits += 1;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]();
  }
}

/** Fails unless the disturbed response differs only by nulls at its errors and by what failed sources lack. */
export function expectContained(undisturbed: Data, { data, errors = [] }: Answer, what: string): void {
  expect(data, what).not.toBeNull();
  const expected = structuredClone(undisturbed);
  for (const { path = [] } of errors) {
    expect(path.length, what).toBeGreaterThan(0);
    const last = path.at(-1) ?? '';
    const parent = path.slice(0, -1).reduce<Data>((value, key) => value?.[key], data);
    expect(parent?.[last], `${what}: the value at ${path.join('.')}`).toBeNull();
    const before = path.slice(0, -1).reduce<Data>((value, key) => value?.[key], expected);
    if (before) before[last] = null;
  }
  for (const [name, list] of Object.entries<Data>(data)) {
    if (!list?.sources?.some(({ status }: Data) => status !== 'OK')) continue;
    // The failure is in `sources`. Which items fill the page depends on what is missing.
    data[name] = null;
    expected[name] = null;
  }
  expect(data, what).toEqual(expected);
}
