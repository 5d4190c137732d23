// From spawn to listening, for the built gateway and for the smallest node server. Each measurement starts a new process in an
// environment of its own: a machine's NODE_OPTIONS or extra certificates would make the ratio look better.
import { byNode } from '../options.ts';
import { startProcess } from '../process.ts';
import { atMost, control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';
import { bareServer } from './bareServer.ts';

const rounds = 11;

export async function start(gateway: string, env: Record<string, string>): Promise<Row[]> {
  const startOf =
    (args: string[], more: Record<string, string> = {}) =>
    async () => {
      await using server = await startProcess(args, more);
      return server.startedIn;
    };
  const quiet = { PORT: '0', LOG_LEVEL: 'silent' };
  const times = await measureRounds(rounds, {
    aws: startOf([gateway, '--backend', 'aws'], { ...env, ...quiet }),
    local: startOf([gateway], quiet),
    bare: startOf(['-e', bareServer]),
    again: startOf(['-e', bareServer]),
  });
  const itself = (milliseconds: number) => milliseconds;
  const aws = ratio(times.aws, times.bare, itself);
  return [
    atMost('start to listening, backend aws', `${aws.toFixed(2)} times node:http alone`, aws, byNode(3.2, 3.85)),
    information(
      'start to listening, with the embedded simulator',
      `${ratio(times.local, times.bare, itself).toFixed(2)} times node:http alone`,
    ),
    information(
      'start to listening: absolute',
      `${median(times.aws).toFixed(0)} ms against ${median(times.bare).toFixed(0)} ms`,
    ),
    control('start to listening', ratio(times.again, times.bare, itself)),
  ];
}
