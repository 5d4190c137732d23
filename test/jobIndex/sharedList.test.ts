// Two lists of the index that share what they read and write, under any order of events. Redis is a log and a stored reading here.
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Coverage } from '../../src/jobIndex/coverage.ts';
import type { Freshness } from '../../src/jobIndex/freshness.ts';
import { IndexedList } from '../../src/jobIndex/indexedList.ts';
import type { Write } from '../../src/jobIndex/reading.ts';
import type { ListReading, LoggedChange, OpenedList } from '../../src/jobIndex/sharedLists.ts';

interface Item {
  id: string;
  /** Rises with each change, whoever makes it. */
  version: number;
}

type Versions = Map<string, number>;

/** How long AWS's list may lack a write. */
const delay = 1_000;

const newer = (a: Item | undefined, b: Item): Item => (a && a.version > b.version ? a : b);

const writeOf = (written: Item): Write<Item> => {
  const apply = (read: Item | undefined) => newer(read, written);
  return { key: written.id, over: apply, under: apply };
};

const raise = (versions: Versions, { id, version }: Item) => versions.set(id, Math.max(version, versions.get(id) ?? 0));

class World {
  now = 10_000;
  version = 0;
  readonly log: LoggedChange<Write<Item>>[] = [];
  /** The versions of all writes in the log. */
  readonly logged: Versions = new Map();
  reading: ListReading<Item> | null = null;
  readonly #aws: (Item & { visibleAt: number })[] = [];

  change(id: string, lag: number): Item {
    this.version += 1;
    const item = { id, version: this.version };
    this.#aws.push({ ...item, visibleAt: this.now + lag });
    return item;
  }

  /** What AWS's list has shown at a time. */
  listedAt(time: number): Item[] {
    const versions: Versions = new Map();
    for (const item of this.#aws) if (item.visibleAt <= time) raise(versions, item);
    return [...versions].map(([id, version]) => ({ id, version }));
  }
}

class Instance {
  readonly list: IndexedList<Item>;
  /** The versions of the writes that it knows. */
  readonly known: Versions = new Map();
  readonly messages: LoggedChange<Write<Item>>[] = [];
  #count = 0;

  constructor(
    readonly world: World,
    readonly name: string,
  ) {
    this.list = new IndexedList<Item>({
      keyOf: ({ id }) => id,
      isCovered: () => true,
      listConsistencyDelay: delay,
      now: () => world.now,
      shared: { open: async (_: Coverage, freshness) => this.#open(freshness) },
    });
  }

  #open({ notBefore }: Freshness): OpenedList<Item, Write<Item>> {
    const { world } = this;
    const reading = world.reading && world.reading.asOf >= notBefore ? world.reading : null;
    const since = (reading?.asOf ?? world.now) - delay;
    return {
      startedAt: world.now,
      changes: world.log.filter(({ at }) => at >= since),
      reading,
      publish: (published) => {
        if (!world.reading || world.reading.asOf <= published.asOf) world.reading = published;
      },
      abandon: () => undefined,
    };
  }

  write(item: Item, others: readonly Instance[]): void {
    this.#count += 1;
    const logged = { id: `${this.name}:${this.#count}`, at: this.world.now, change: writeOf(item) };
    this.list.write(logged.change, logged.id);
    raise(this.known, item);
    this.world.log.push(logged);
    raise(this.world.logged, item);
    for (const other of others) if (other !== this) other.messages.push(logged);
  }

  receive(): void {
    const message = this.messages.shift();
    if (!message) return;
    this.list.write(message.change, message.id, message.at);
    raise(this.known, message.change.over(undefined) as Item);
  }
}

const id = fc.constantFrom('a', 'b', 'c');
const instance = fc.nat(1);
const step = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), instance, id, lag: fc.nat(delay - 1) }),
  fc.record({ kind: fc.constant('change' as const), id }),
  fc.record({ kind: fc.constant('read' as const), instance, maxAge: fc.constantFrom(0, 100, 1_500, 10_000) }),
  fc.record({ kind: fc.constant('finish' as const) }),
  fc.record({ kind: fc.constant('receive' as const), instance }),
  fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 700 }) }),
);

test('lists that two instances share never miss a write of either, and are as new as they are asked to be', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const world = new World();
      const instances = ['one', 'other'].map((name) => new Instance(world, name));
      const gates: (() => void)[] = [];
      const reads: Promise<void>[] = [];
      const read = async ({ list, known }: Instance, maxAge: number) => {
        const notBefore = maxAge === 0 ? Number.POSITIVE_INFINITY : world.now - maxAge;
        const [ofInstance, ofLog] = [new Map(known), new Map(world.logged)];
        const { outcome, origin } = await list.read(
          null,
          { notBefore, acceptsFollowed: false },
          {
            coverage: null,
            run: async (take) => {
              const listed = world.listedAt(world.now);
              await new Promise<void>((resolve) => gates.push(resolve));
              take(listed);
              return 'whole';
            },
          },
        );
        const shown = new Map([...outcome.items].map(([key, { version }]) => [key, version]));
        const expected = [...(origin === 'memory' ? ofInstance : ofLog)];
        for (const item of world.listedAt(outcome.asOf)) expected.push([item.id, item.version]);
        for (const [key, version] of expected) expect(shown.get(key) ?? 0).toBeGreaterThanOrEqual(version);
        if (origin !== 'aws') expect(outcome.asOf).toBeGreaterThanOrEqual(notBefore);
      };
      for (const each of steps) {
        if (each.kind === 'write') instances[each.instance]?.write(world.change(each.id, each.lag), instances);
        if (each.kind === 'change') world.change(each.id, 0);
        if (each.kind === 'read') reads.push(read(instances[each.instance] as Instance, each.maxAge));
        if (each.kind === 'finish') gates.shift()?.();
        if (each.kind === 'receive') instances[each.instance]?.receive();
        // No two events are in the same millisecond.
        world.now += each.kind === 'advance' ? each.by : 1;
        await turn();
      }
      for (let open = true; open; await turn()) {
        open = gates.length > 0;
        for (const pass of gates.splice(0)) pass();
      }
      await Promise.all(reads);
    }),
    { numRuns: 150 },
  );
});
