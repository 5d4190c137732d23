// The histogram of a report in a process of its own: by the gateway's scanner on the command `ours`, and by csv-parse with its default
// options, as its manual shows for streams, on the command `peer`. Each returns the groups and its CPU time.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { FailureHistogram } from '../../../src/reports/failureHistogram.ts';
import { readRows } from '../../../src/reports/readRows.ts';
import { acceptCommands } from '../live/acceptCommands.ts';
import { chunksOf, sizeOf } from './reportFile.ts';

export interface Measured {
  /** The number of tasks by HTTP status and error code. */
  groups: Record<string, number>;
  /** CPU time in milliseconds. */
  cpu: number;
}

async function ours(rows: number): Promise<Record<string, number>> {
  const total = sizeOf(rows);
  const histogram = new FailureHistogram();
  const open = async ({ start, end = total - 1 }: { start: number; end?: number | undefined }) => {
    const last = Math.min(end, total - 1);
    async function* body() {
      yield* chunksOf(start, last + 1);
    }
    return { body: body(), contentRange: { start, end: last, total } };
  };
  await readRows({ open }, { left: Number.POSITIVE_INFINITY }, (row) => histogram.add(row));
  return Object.fromEntries(
    histogram.groups().map(({ httpStatusCode, errorCode, count }) => [`${httpStatusCode} ${errorCode}`, count]),
  );
}

async function peer(rows: number): Promise<Record<string, number>> {
  const groups: Record<string, number> = {};
  const records = Readable.from(chunksOf(0, sizeOf(rows)), { objectMode: false }).pipe(parse());
  for await (const [, , , status, httpStatus, code] of records) {
    if (status !== 'failed') continue;
    const key = `${httpStatus} ${code}`;
    groups[key] = (groups[key] ?? 0) + 1;
  }
  return groups;
}

const measured =
  (read: (rows: number) => Promise<Record<string, number>>) =>
  async (rows: unknown): Promise<Measured> => {
    const from = process.cpuUsage();
    const groups = await read(Number(rows));
    const { user, system } = process.cpuUsage(from);
    return { groups, cpu: (user + system) / 1000 };
  };

export function startHistogram(): void {
  acceptCommands({ ours: measured(ours), peer: measured(peer) });
  // It serves nothing: a process counts as started once it listens.
  const server = createServer().listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port} \n`);
  });
}
