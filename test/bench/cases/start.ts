// From spawn to listening, for the built gateway and for the smallest node server. Each measurement starts a new process in an
// environment of its own: a machine's NODE_OPTIONS or extra certificates would make the ratio look better.
import { startProcess } from '../process.ts';
import { control, information, type Row } from '../report.ts';
import { measureRounds, median, ratio } from '../rounds.ts';

const rounds = 11;

const bare = `
  const server = require('node:http').createServer();
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + ' '));
`;

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
    bare: startOf(['-e', bare]),
    again: startOf(['-e', bare]),
  });
  const itself = (milliseconds: number) => milliseconds;
  const aws = ratio(times.aws, times.bare, itself);
  return [
    {
      case: 'start to listening, backend aws',
      measured: `${aws.toFixed(2)} times node:http alone`,
      goal: 'at most 4',
      holds: aws <= 4,
    },
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
