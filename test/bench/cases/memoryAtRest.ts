// Resident memory of the gateway at rest above that of the smallest node server. Without the watchdog, whose thread has an engine
// of its own. Each measurement starts a new process.
import { setTimeout as sleep } from 'node:timers/promises';
import { megabytes } from '../outputs/memoryDuring.ts';
import { startProcess } from '../process.ts';
import { atMost, control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';
import { bareServer } from './bareServer.ts';

const rounds = 5;
/** In milliseconds: the work of the start has ended. */
const untilAtRest = 3_000;
const most = 25;

export async function memoryAtRest(gateway: string, env: Record<string, string>): Promise<Row[]> {
  const memoryOf =
    (args: string[], more: Record<string, string> = {}) =>
    async () => {
      await using server = await startProcess(args, more);
      await sleep(untilAtRest);
      return server.memory();
    };
  const aws = { ...env, PORT: '0', LOG_LEVEL: 'silent' };
  const measured = await measureRounds(rounds, {
    gateway: memoryOf([gateway, '--backend', 'aws'], { ...aws, WATCHDOG_SECONDS: '0' }),
    watched: memoryOf([gateway, '--backend', 'aws'], aws),
    bare: memoryOf(['-e', bareServer]),
    again: memoryOf(['-e', bareServer]),
  });
  const [ours, watched, bare] = [measured.gateway, measured.watched, measured.bare].map(median) as [
    number,
    number,
    number,
  ];
  const above = ours - bare;
  const name = 'memory at rest, without the watchdog';
  return [
    atMost(name, `${megabytes(above)} above node:http alone`, above / 1024 / 1024, most),
    control(
      name,
      ratio(measured.again, measured.bare, (bytes) => bytes),
    ),
    information(
      'memory at rest: absolute',
      `${megabytes(ours)}, ${megabytes(watched)} with the watchdog, against ${megabytes(bare)}`,
    ),
  ];
}
