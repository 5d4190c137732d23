// A whole inventory, page by page or by a search: memory of the gateway, and throughput against @streamparser/json on the same
// bytes.
import { megabytes, memoryDuring } from '../outputs/memoryDuring.ts';
import { askPage, type PageQuery, walk } from '../outputs/pages.ts';
import { type Job, type Stage, vaultName } from '../outputs/stage.ts';
import type { ParseOrder } from '../outputs/startParser.ts';
import type { ServerProcess } from '../process.ts';
import { control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';

const rounds = 3;
const atLeast = 3;
const most = 80 * 1024 * 1024;

/** A way to read a whole inventory, and its expected result. */
interface Walk {
  name: string;
  query: PageQuery;
  /** Over all archives. */
  finds: 'all' | 'none';
  inCsv?: boolean;
}

const page: Walk = { name: 'pages of 1000', query: { first: 1000 }, finds: 'all' };
const search: Walk = {
  name: 'filter for a name that no archive has',
  query: { first: 1000, filter: { nameContains: 'nothing is called so' } },
  finds: 'none',
};
/** The parser passes its archives to nobody; these pages select none either. */
const cursors: Walk = { name: 'pages of 1000, only their cursors', query: { first: 1000, select: '' }, finds: 'none' };
const inCsv = (walk: Walk): Walk => ({ ...walk, name: `${walk.name}, CSV`, inCsv: true });

interface Figures {
  megabytesPerSecond: number;
  cpu: number;
  /** The growth of its memory. */
  memory: number;
}

export async function inventoryWalk(stage: Stage): Promise<Row[]> {
  const measured = await measureRounds(rounds, {
    page: walked(stage, page),
    search: walked(stage, search),
    cursors: walked(stage, cursors),
    parser: parsed(stage),
    again: parsed(stage),
  });
  const csv = await measureRounds(1, { page: walked(stage, inCsv(page)), search: walked(stage, inCsv(search)) });
  const speed = ({ megabytesPerSecond }: Figures) => megabytesPerSecond;
  const cpu = (of: Figures) => of.cpu;
  const saves = (figures: Figures[]) =>
    `${ratio(measured.parser, figures, cpu).toFixed(2)} times as much per second of CPU`;
  const rows: Row[] = [];
  for (const [{ name }, figures] of [
    [page, measured.page],
    [search, measured.search],
  ] as const) {
    const times = ratio(figures, measured.parser, speed);
    rows.push(
      memoryRow(stage, name, figures),
      {
        case: `${name}: throughput`,
        measured: `${times.toFixed(2)} times @streamparser/json`,
        goal: `at least ${atLeast}`,
        holds: times >= atLeast,
      },
      information(
        `${name}: absolute`,
        `${absolute(figures)} against ${absolute(measured.parser)}, which takes ${megabytes(worst(measured.parser))}`,
      ),
      information(`${name}: processor time`, saves(figures)),
    );
  }
  return [
    ...rows,
    information(
      `${cursors.name}: throughput`,
      `${ratio(measured.cursors, measured.parser, speed).toFixed(2)} times @streamparser/json, ${saves(measured.cursors)}`,
    ),
    control('@streamparser/json', ratio(measured.again, measured.parser, speed)),
    ...[page, search].map((each) => {
      const figures = each === page ? csv.page : csv.search;
      return information(`${inCsv(each).name}: absolute`, `${absolute(figures)}, ${megabytes(worst(figures))}`);
    }),
  ];
}

/** Only the memory, for an even larger inventory. */
export async function longerWalk(stage: Stage): Promise<Row[]> {
  const rows: Row[] = [];
  for (const each of [page, search]) rows.push(memoryRow(stage, each.name, [await walked(stage, each)()]));
  return rows;
}

const worst = (figures: readonly Figures[]) => Math.max(...figures.map(({ memory }) => memory));

function absolute(figures: readonly Figures[]): string {
  const speed = median(figures.map(({ megabytesPerSecond }) => megabytesPerSecond));
  const cpu = median(figures.map((of) => of.cpu));
  return `${speed.toFixed(0)} MB/s, ${(cpu / 1000).toFixed(1)} s of CPU`;
}

function memoryRow({ archives, inventory }: Stage, name: string, figures: readonly Figures[]): Row {
  const memory = worst(figures);
  return {
    case: `${archives} archives (${megabytes(inventory.sizeInBytes)}), ${name}: memory above idle`,
    measured: megabytes(memory),
    goal: `at most ${megabytes(most)}`,
    holds: memory <= most,
  };
}

/** In a gateway of its own: a process keeps the memory it took. */
const walked =
  (stage: Stage, { query, finds, inCsv: isCsv = false }: Walk) =>
  async (): Promise<Figures> => {
    const inventory = isCsv ? stage.csvInventory : stage.inventory;
    await using gateway = await stage.startGateway();
    await askPage(gateway.url, inventory, { first: 1 });
    return await figuresOf(gateway, inventory, async () => {
      const found = await walk(gateway.url, inventory, query);
      if (found !== (finds === 'all' ? stage.archives : 0)) throw new Error(`${found} archives were found`);
    });
  };

/** In a process of its own, for the same reason. */
const parsed = (stage: Stage) => async (): Promise<Figures> => {
  const { inventory, archives } = stage;
  const order: ParseOrder = { vaultName, jobId: inventory.jobId, archives };
  await using parser = await stage.startParser();
  return await figuresOf(parser, inventory, () => parser.tell('parse', order));
};

async function figuresOf(server: ServerProcess, inventory: Job, run: () => Promise<unknown>): Promise<Figures> {
  const cpu = server.cpu();
  const from = performance.now();
  const memory = await memoryDuring(server, run);
  const seconds = (performance.now() - from) / 1000;
  return { megabytesPerSecond: inventory.sizeInBytes / 1024 / 1024 / seconds, cpu: server.cpu() - cpu, memory };
}
