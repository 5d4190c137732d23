// Runs the shell blocks of a page in one shell, block after block, as a user who pastes them: in an empty folder with the
// build as dist/ and the page's files. Ports are replaced by free ones, and the build is made once.
import { once } from 'node:events';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { run, urlOf } from '../process/program.ts';
import { freePort } from '../support/freePort.ts';
import { startChild } from '../support/startChild.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { type Block, blocks } from './blocks.ts';

/** What the pages listen on. */
const portsOnPages = [4000, 4001, 4002, 4566, 6379, 8080, 9101, 9102, 9464];

/** What npm does that needs no registry and no second build. */
const npm = `npm() {
  case "$1 \${2-}" in
    "ci " | "run build") ;;
    "run simulator") node dist/simulator.js "\${@:4}" ;;
    "start "*) node dist/main.js "\${@:3}" ;;
    *) echo "npm $* is not run by this test" >&2; return 1 ;;
  esac
}`;

/** The pages wait a second between two looks. A test looks more often. Longer waits are for something that takes so long. */
const sleep = 'sleep() { if [ "$1" = 1 ]; then command sleep 0.1; else command sleep "$1"; fi; }';

/**
 * The machine may be busy with other tests: no gateway refuses a late request, or soon gives up a call to AWS. The time that a
 * call may take is also how long the first start with a key waits.
 */
const unhurried = { MAX_EVENT_LOOP_DELAY_MS: '600000', AWS_ATTEMPT_TIMEOUT_MS: '4000', AWS_TIMEOUT_MS: '8000' };

const separator = '\x1e';

/** Runs the files that it reads the names of. The commands do not get that input: they could read it. */
const loop = `${npm}
${sleep}
while read -r file <&3; do . "./$file" 3<&-; printf '${separator}'; done`;

export interface Step {
  block: Block;
  /** Its standard output. */
  output: string;
  /** Its standard error. */
  errors: string;
}

/** The script of a page. `await using` ends it, with all that its blocks have started. */
export interface Script extends AsyncDisposable {
  /** The blocks that have been run. */
  steps: readonly Step[];
  /** Runs the blocks up to this one that have not been run yet. */
  runTo(block: Block): Promise<Step>;
  /** The port that replaces one of the page. */
  port(onPage: number): number;
}

export const blocksOf = (name: string): Block[] => blocks.filter(({ marks }) => marks['run'] === name);

/** `gateway` are the options of a gateway that runs before the first block. */
export async function openScript(build: Folder, name: string, gateway?: string[]): Promise<Script> {
  const shown = blocksOf(name);
  const [first] = shown;
  if (!first) throw new Error(`no page has a block run=${name}`);
  const folder = await temporaryFolder();
  await symlink(build.path, join(folder.path, 'dist'));
  const ports = new Map<number, number>();
  for (const onPage of portsOnPages) ports.set(onPage, await freePort());
  const port = (onPage: number) => ports.get(onPage) ?? onPage;
  const withPorts = (script: string) =>
    script.replace(new RegExp(`\\b(${portsOnPages.join('|')})\\b`, 'g'), (onPage) => String(port(Number(onPage))));
  // Of several files with one name, the first is the one of the script; the others are variants of it.
  for (const { page, marks, text } of [...blocks].reverse()) {
    if (page === first.page && marks['file'] !== undefined)
      await writeFile(join(folder.path, marks['file']), withPorts(text));
  }

  const served =
    gateway &&
    run({ ...build, path: join(folder.path, 'dist') }, folder, {
      args: [...gateway, '--port', String(port(4000))],
      env: unhurried,
    });
  if (served) await urlOf(served);
  const shell = startChild('bash', ['-c', loop], {
    cwd: folder.path,
    // A group of its own, so that processes in the background can be ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder.path,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...unhurried,
      PORT: String(port(4000)),
      LC_ALL: 'C.UTF-8',
    },
  });
  const [, stdout, stderr, files] = shell.stdio as unknown as [null, Readable, Readable, Writable];
  let output = '';
  let errors = '';
  stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
  });
  stderr.setEncoding('utf8').on('data', (piece: string) => {
    errors += piece;
  });
  const ended = once(shell, 'exit').then(() => true);

  const steps: Step[] = [];
  const runNext = async (block: Block) => {
    const file = `block-${steps.length}.sh`;
    await writeFile(join(folder.path, file), withPorts(block.text));
    files.write(`${file}\n`);
    while (!output.includes(separator)) {
      const isOver = await Promise.race([ended, once(stdout, 'data').then(() => false)]);
      if (isOver) throw new Error(`the shell has ended: ${errors}`);
    }
    const end = output.indexOf(separator);
    steps.push({ block, output: output.slice(0, end), errors });
    output = output.slice(end + 1);
    errors = '';
  };
  return {
    steps,
    runTo: async (wanted) => {
      for (const block of shown.slice(steps.length, shown.indexOf(wanted) + 1)) await runNext(block);
      const step = steps.find(({ block }) => block === wanted);
      if (!step) throw new Error(`${wanted.page}:${wanted.line} is not a block of this script`);
      return step;
    },
    port,
    [Symbol.asyncDispose]: async () => {
      endGroup(shell.pid);
      await served?.[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
