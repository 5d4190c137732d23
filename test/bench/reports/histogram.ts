// The failures of a report of ten million rows, against csv-parse in the same process.
import { isDeepStrictEqual } from 'node:util';
import { bundle } from '../bundle.ts';
import { options } from '../options.ts';
import { startProcess } from '../process.ts';
import { atLeast, control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';
import { sizeOf } from './reportFile.ts';
import type { Measured, startHistogram } from './startHistogram.ts';

const rows = 10_000_000;
const rounds = 3;
const least = 3;

export async function histogram(): Promise<Row[]> {
  const start = 'startHistogram' satisfies keyof { startHistogram: typeof startHistogram };
  await using program = await bundle({ folder: import.meta.dirname, file: './startHistogram.ts', start });
  await using server = await startProcess([program.main], {}, { acceptsCommands: true });
  const count = options.quick ? rows / 10 : rows;
  const run = (command: 'ours' | 'peer') => async () => (await server.tell(command, count)) as Measured;
  const contenders = { ours: run('ours'), peer: run('peer'), again: run('ours') };
  const measured = await measureRounds(rounds, contenders);
  const [first] = measured.ours;
  if (!isDeepStrictEqual(sorted(first), sorted(measured.peer[0]))) throw new Error('csv-parse counts other failures');
  const cpu = ({ cpu }: Measured) => cpu;
  const faster = ratio(measured.peer, measured.ours, cpu);
  const name = `failures of ${count.toLocaleString('en')} rows`;
  return [
    atLeast(`${name}, against csv-parse: rate`, `${faster.toFixed(2)} times`, faster, least),
    control(name, ratio(measured.again, measured.ours, cpu)),
    information(`${name}: absolute`, `${Math.round(sizeOf(count) / 1000 / median(measured.ours.map(cpu)))} MB/s`),
  ];
}

const sorted = (measured: Measured | undefined) => Object.entries(measured?.groups ?? {}).sort();
