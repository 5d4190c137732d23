// Flags of the stand-alone simulator. Pure; reports every fault, not only the first.
import { parseArgs } from 'node:util';
import { MOST_ARCHIVES } from './generated/generatedArchives.ts';
import { DEFAULT_JOB_RETENTION_HOURS, type Seed, seeds } from './startSimulator.ts';

interface Settings {
  host: string;
  port: number;
  speed: number;
  seed: Seed;
  archives: number;
  jobRetentionHours: number;
}

type Flags = { kind: 'help' } | { kind: 'faults'; faults: string[] } | { kind: 'settings'; settings: Settings };

export const HELP = `Simulates Amazon S3 Glacier and S3 Batch Operations (S3 Control) over HTTP.

  --host HOST                  address to listen on (127.0.0.1)
  --port PORT                  port to listen on (4566); 0 takes a free one
  --speed N                    how many seconds pass in one (60); 0 stands still until POST /_simulator/clock
  --seed demo|empty            what is there at the start (demo)
  --archives N                 how many archives the vault archive-of-millions has (0: there is no such vault), made while they
                               are read
  --job-retention-hours N      how long a finished vault job is kept, at least 24 (${DEFAULT_JOB_RETENTION_HOURS});
                               a finished batch job is kept for 90 days
  --help                       this text

Words in the names given to s3control create-job decide what becomes of the job. In the manifest's ARN or ETag, or
anywhere in the manifest generator:
  wrong-etag, forbidden, no-such-manifest, bad-manifest    it fails: the manifest cannot be used
  no-matching-keys             it fails: the generator finds no key
  half-fail                    it fails once 1000 tasks ran, more than half of them in vain
  some-fail                    it is complete, but 2 of 100 tasks failed
  tasks-N                      it has N tasks
In the report's bucket:
  forbidden                    it fails once its tasks have run
`;

const defaults: Record<string, string> = {
  host: '127.0.0.1',
  port: '4566',
  speed: '60',
  seed: 'demo',
  archives: '0',
  'job-retention-hours': String(DEFAULT_JOB_RETENTION_HOURS),
};

export function parseFlags(args: string[]): Flags {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: 'string' as const }]));
  const { values, tokens } = parseArgs({
    args,
    options: { ...options, help: { type: 'boolean' } },
    strict: false,
    tokens: true,
  });
  if (values['help']) return { kind: 'help' };

  const faults: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') faults.push(`Unexpected argument: ${token.value}`);
    if (token.kind === 'option' && !(token.name in defaults)) faults.push(`Unknown flag: ${token.rawName}`);
  }
  const text = (name: string): string => {
    const value = values[name];
    if (value === undefined) return defaults[name] ?? '';
    if (typeof value !== 'string' || value === '') faults.push(`--${name} needs a value`);
    return String(value);
  };
  const number = (name: string, isValid: (value: number) => boolean, rule: string): number => {
    const given = text(name);
    const value = Number(given);
    if (given !== 'true' && given !== '' && !isValid(value)) faults.push(`--${name} must be ${rule}: ${given}`);
    return value;
  };
  const host = text('host');
  const port = number('port', (value) => Number.isInteger(value) && value >= 0 && value <= 65_535, 'from 0 to 65535');
  const speed = number('speed', (value) => value >= 0 && value <= 1e6, 'from 0 to 1000000');
  const archives = number(
    'archives',
    (value) => Number.isInteger(value) && value >= 0 && value <= MOST_ARCHIVES,
    `from 0 to ${MOST_ARCHIVES}`,
  );
  const jobRetentionHours = number('job-retention-hours', (value) => value >= 24 && value <= 1e9, 'at least 24');
  const given = text('seed');
  const seed = seeds.find((name) => name === given);
  if (!seed && given !== 'true' && given !== '') faults.push(`--seed must be one of ${seeds.join(', ')}: ${given}`);
  if (faults.length > 0 || !seed) return { kind: 'faults', faults };
  return { kind: 'settings', settings: { host, port, speed, seed, archives, jobRetentionHours } };
}
