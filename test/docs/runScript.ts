// Runs the shell blocks of a page in their order, as somebody would who pastes them one after the other: in an empty
// folder with the build as dist/ and the page's files. Ports are replaced by free ones, and the build is made once.
import { once } from 'node:events';
import { symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { run, urlOf } from '../process/program.ts';
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

/** The machine may be busy with other tests: no gateway refuses what comes late, or gives AWS up. */
const unhurried = { MAX_EVENT_LOOP_DELAY_MS: '600000', AWS_ATTEMPT_TIMEOUT_MS: '30000', AWS_TIMEOUT_MS: '60000' };

const separator = '\x1e';

export interface Step {
  block: Block;
  /** What it wrote to its standard output. */
  output: string;
}

export interface Ran {
  steps: readonly Step[];
  /** The port that stands for one on the page. */
  port(onPage: number): number;
  folder: string;
  errors: string;
}

/** `check` is called while what the blocks have started still runs. */
export async function runScript(
  build: Folder,
  name: string,
  { gateway, check }: { gateway?: string[] | undefined; check(ran: Ran): Promise<void> },
): Promise<void> {
  const shown = blocks.filter(({ marks }) => marks['run'] === name);
  const [first] = shown;
  if (!first)
    // Not as its cause: that would be shown whole.
    throw new Error(`no page has a block run=${name}`);
  await using folder = await temporaryFolder();
  await symlink(build.path, join(folder.path, 'dist'));
  const ports = await freePorts(portsOnPages);
  const port = (onPage: number) => ports.get(onPage) ?? onPage;
  const withPorts = (script: string) =>
    script.replace(new RegExp(`\\b(${portsOnPages.join('|')})\\b`, 'g'), (onPage) => String(port(Number(onPage))));
  for (const { page, marks, text: content } of blocks) {
    if (page === first.page && marks['file'] !== undefined)
      await writeFile(join(folder.path, marks['file']), withPorts(content));
  }

  await using served =
    gateway &&
    run({ ...build, path: join(folder.path, 'dist') }, folder, {
      args: [...gateway, '--port', String(port(4000))],
      env: unhurried,
    });
  if (served) await urlOf(served);
  const script = [npm, ...shown.map(({ text: typed }) => `${withPorts(typed)}\nprintf '${separator}'`)].join('\n');
  const shell = startChild('bash', ['-c', script], {
    cwd: folder.path,
    // A group of its own, so that what it leaves in the background can be ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder.path,
      AWS_EC2_METADATA_DISABLED: 'true',
      ...unhurried,
      PORT: String(port(4000)),
      LC_ALL: 'C.UTF-8',
    },
  });
  let output = '';
  shell.stdout.setEncoding('utf8').on('data', (piece: string) => {
    output += piece;
  });
  const errors = text(shell.stderr);
  try {
    await once(shell, 'exit');
    const outputs = output.split(separator);
    const steps = shown.map((block, index) => ({ block, output: outputs[index] ?? '' }));
    await check({ steps, port, folder: folder.path, errors: '' });
  } catch (error) {
    endGroup(shell.pid);
    throw new Error(`${String(error).slice(0, 2_000)}\n${output.slice(-2_000)}\n${(await errors).slice(-2_000)}`);
  } finally {
    endGroup(shell.pid);
    await errors;
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

async function freePorts(wanted: readonly number[]): Promise<Map<number, number>> {
  const servers: [number, Server][] = wanted.map((port) => [port, createServer()]);
  for (const [, server] of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const ports = new Map(servers.map(([port, server]) => [port, (server.address() as AddressInfo).port]));
  await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
