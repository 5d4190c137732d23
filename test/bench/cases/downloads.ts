// A download of 1 GiB: memory of the gateway, which verifies the tree hash, and throughput against a server that only pipes the
// SDK's stream. Also the memory of a client that does not read.
import { setTimeout as sleep } from 'node:timers/promises';
import { addressOf, download, open } from '../outputs/download.ts';
import { megabytes, memoryDuring } from '../outputs/memoryDuring.ts';
import { type Stage, vaultName } from '../outputs/stage.ts';
import type { ServerProcess } from '../process.ts';
import { control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';

const rounds = 3;
const atLeast = 0.7;
const most = 40 * 1024 * 1024;
/** A slow reader reads one chunk and then pauses for this long, in milliseconds, this many times. */
const pause = 250;
const pauses = 40;
/** Counts as no growth, in bytes: an idle heap moves by less. */
const unchanged = 8 * 1024 * 1024;

interface Figures {
  megabytesPerSecond: number;
  cpu: number;
  memory: number;
}

export async function downloads(stage: Stage): Promise<Row[]> {
  const { archive } = stage;
  // Each process is restarted in each round: a warm process has compiled code and keeps the memory it took.
  const piped = async () => {
    await using pipe = await stage.startPipe();
    return await figuresOf(pipe, stage, new URL(`/${vaultName}/${archive.jobId}`, pipe.url).href);
  };
  const served = async () => {
    await using gateway = await stage.startGateway();
    return await figuresOf(gateway, stage, await addressOf(gateway.url, archive));
  };
  const measured = await measureRounds(rounds, { gateway: served, pipe: piped, again: piped });
  const speed = ({ megabytesPerSecond }: Figures) => megabytesPerSecond;
  const times = ratio(measured.gateway, measured.pipe, speed);
  const memory = Math.max(...measured.gateway.map((figures) => figures.memory));
  const name = `download of ${megabytes(archive.sizeInBytes)}`;
  return [
    {
      case: `${name}: memory above idle`,
      measured: megabytes(memory),
      goal: `at most ${megabytes(most)}`,
      holds: memory <= most,
    },
    {
      case: `${name}: throughput`,
      measured: `${times.toFixed(2)} times the SDK's stream into the socket`,
      goal: `at least ${atLeast}`,
      holds: times >= atLeast,
    },
    control(name, ratio(measured.again, measured.pipe, speed)),
    information(`${name}: absolute`, `${absolute(measured.gateway)} against ${absolute(measured.pipe)}`),
    await slowReader(stage),
  ];
}

function absolute(figures: readonly Figures[]): string {
  const of = (figure: (of: Figures) => number) => median(figures.map(figure));
  const speed = of(({ megabytesPerSecond }) => megabytesPerSecond).toFixed(0);
  const cpu = (of((each) => each.cpu) / 1000).toFixed(1);
  return `${speed} MB/s, ${cpu} s of CPU, ${megabytes(of(({ memory }) => memory))}`;
}

async function figuresOf(server: ServerProcess, { archive }: Stage, url: string): Promise<Figures> {
  const cpu = server.cpu();
  const from = performance.now();
  const memory = await memoryDuring(server, async () => {
    const bytes = await download(url);
    if (bytes !== archive.sizeInBytes) throw new Error(`${bytes} of ${archive.sizeInBytes} bytes came`);
  });
  const seconds = (performance.now() - from) / 1000;
  return { megabytesPerSecond: archive.sizeInBytes / 1024 / 1024 / seconds, cpu: server.cpu() - cpu, memory };
}

/** The connection is full before the measurement; then it reads a little now and again. */
async function slowReader(stage: Stage): Promise<Row> {
  await using gateway = await stage.startGateway();
  using opened = await open(await addressOf(gateway.url, stage.archive));
  const { response } = opened;
  await sleep(2_000);
  const memory = await memoryDuring(gateway, async () => {
    for (let count = 0; count < pauses; count += 1) {
      response.read();
      await sleep(pause);
    }
  });
  return {
    case: `a slow reader of a download, over ${(pause * pauses) / 1000} s: memory`,
    measured: `${megabytes(memory)} more`,
    goal: `unchanged (at most ${megabytes(unchanged)})`,
    holds: memory <= unchanged,
  };
}
