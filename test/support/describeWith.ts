// Tests that need a program of the system. With CI=true a missing program is a failure; otherwise its tests are skipped, and
// the report says which program is missing and how to install it.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runsWell } from './startChild.ts';

export type Program =
  | 'aws'
  | 'boto3'
  | 'chromium'
  | 'curl'
  | 'jq'
  | 'nginx'
  | 'promtool'
  | 'pytest'
  | 'redis-server'
  | 'script'
  | 'systemd-analyze';

/** The programs that tests use -> the Debian package that has it, and other names of the executable. A module of
 *  Python stands for a Python that has it. */
const programs: Record<Program, { debian: string; aliases?: string[]; module?: string }> = {
  aws: { debian: 'awscli' },
  boto3: { debian: 'python3-boto3', aliases: ['python3'], module: 'boto3' },
  chromium: { debian: 'chromium', aliases: ['chromium-browser', 'google-chrome'] },
  curl: { debian: 'curl' },
  jq: { debian: 'jq' },
  nginx: { debian: 'nginx' },
  promtool: { debian: 'prometheus' },
  pytest: { debian: 'python3-boto3 python3-pytest', aliases: ['python3'], module: 'boto3, pytest' },
  'redis-server': { debian: 'redis-server' },
  script: { debian: 'bsdutils' },
  'systemd-analyze': { debian: 'systemd' },
};

/** Groups tests that need programs. `tests` receives the paths of the executables. */
export function describeWith(
  needed: Program | readonly Program[],
  name: string,
  tests: (...executables: string[]) => void,
): void {
  const found = [needed].flat().map((program) => ({ program, executable: findProgram(program) }));
  const missing = found.filter(({ executable }) => executable === undefined).map(({ program }) => program);
  if (missing.length === 0) {
    describe(name, () => tests(...found.map(({ executable = '' }) => executable)));
    return;
  }
  const packages = missing.map((program) => programs[program].debian).join(' ');
  const reason = `not installed: ${missing.join(', ')}. On Debian: apt-get install ${packages}`;
  if (process.env['CI'] === 'true') test(name, () => expect.fail(`${reason}. With CI=true no test is skipped.`));
  else test(`${name}: skipped, ${reason}`, (context) => context.skip(reason));
}

/** Debian puts servers into sbin, which is not on the PATH of every user. */
function findProgram(program: Program): string | undefined {
  const { aliases = [], module } = programs[program];
  const names = module === undefined ? [program, ...aliases] : aliases;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin'];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => isExecutable(path) && (module === undefined || hasModule(path, module)));
}

const hasModule = (python: string, module: string): boolean => runsWell(python, ['-c', `import ${module}`]);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
