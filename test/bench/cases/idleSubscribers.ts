// Memory of each idle subscriber among many. Each measurement starts a new process, because a process keeps the memory it took.
// For node:http alone, Node 24 needs more than Node 20, too: 4 KB outside the heap for the parser of each connection, and the empty
// pages of a young generation that V8 13 lets grow to three times the size.
import { gather } from '../live/audience.ts';
import { updates } from '../live/job.ts';
import type { Publisher, Stage } from '../live/stage.ts';
import { information, type Row } from '../report.ts';
import { measureRounds, median } from '../rounds.ts';

const subscribers = 10_000;
const rounds = 2;
/** Subscribers that connect and leave before the empty process is measured, so that code is compiled and the heap has grown. */
const before = 500;

interface Figures {
  /** Per subscriber, in KB. */
  memory: number;
  /** Per subscriber before garbage collection, in KB. */
  withGarbage: number;
}

export async function idleSubscribers(stage: Stage): Promise<Row[]> {
  const measured = await measureRounds(rounds, {
    gateway: figuresOf(stage.startGateway),
    yoga: figuresOf(stage.startYoga),
    floor: figuresOf(stage.startFloor),
  });
  const name = `${subscribers} idle subscribers`;
  const of = (figures: Figures[], figure: (of: Figures) => number) => median(figures.map(figure));
  const memory = of(measured.gateway, (figures) => figures.memory);
  const told = (figure: (of: Figures) => number) => {
    const [gateway, yoga, floor] = [measured.gateway, measured.yoga, measured.floor].map((figures) =>
      of(figures, figure).toFixed(1),
    );
    return `${gateway} KB against ${yoga} KB of Yoga's and ${floor} KB of node:http's`;
  };
  return [
    {
      case: `${name}: memory for each of them`,
      measured: told((figures) => figures.memory),
      goal: 'at most 15 KB',
      holds: memory <= 15,
    },
    information(
      `${name}: the same before a garbage collection`,
      told((figures) => figures.withGarbage),
    ),
  ];
}

const figuresOf = (start: () => Promise<Publisher>) => async (): Promise<Figures> => {
  await using publisher = await start();
  const { server } = publisher;
  {
    await using first = await gather(server.url, { subscribers: before, query: updates() });
    await publisher.publishTo(first);
  }
  const empty = await memoryOf(publisher);
  await using audience = await gather(server.url, { subscribers, query: updates() });
  await publisher.publishTo(audience);
  const withGarbage = server.memory();
  const full = await memoryOf(publisher);
  const each = (bytes: number) => (bytes - empty) / subscribers / 1024;
  return { memory: each(full), withGarbage: each(withGarbage) };
};

async function memoryOf({ server }: Publisher): Promise<number> {
  await server.tell('collectGarbage');
  return server.memory();
}
