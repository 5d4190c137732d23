// npm run dev [-- options]: the gateway from the sources, started anew whenever one of them changes. esbuild keeps what it
// has read, so that a change is bundled in a fraction of a second.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, context } from 'esbuild';
import { asTheGateway, bundles, root } from './bundles.ts';

const folder = mkdtempSync(join(tmpdir(), 'glacier-graphql-dev-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const main = join(folder, 'gateway.cjs');
let gateway: ChildProcess | undefined;

async function stop(): Promise<void> {
  const running = gateway;
  gateway = undefined;
  if (!running || running.exitCode !== null || running.signalCode !== null) return;
  const exited = once(running, 'exit');
  // Not SIGTERM: streams of open pages would hold up the next start for the shutdown grace period.
  running.kill('SIGKILL');
  await exited;
}

await Promise.all(
  (['graphiql.cjs', 'watchdog.cjs', 'simulatorThread.js'] as const).map((file) =>
    build({ ...bundles[file], outfile: join(folder, file) }),
  ),
);
const changing = await Promise.all([
  context({ ...asTheGateway, entryPoints: bundles['gateway.cjs'].entryPoints, minify: false, outfile: main }),
  context({ ...bundles['startSimulator.js'], outfile: join(folder, 'startSimulator.js') }),
]);

async function restart(): Promise<void> {
  try {
    await Promise.all(changing.map((bundle) => bundle.rebuild()));
  } catch {
    // The errors are printed. The gateway that runs is the last one that could be built.
    return;
  }
  await stop();
  gateway = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' });
}

let restarts = restart();
let timer: NodeJS.Timeout | undefined;
// The watch mode of esbuild polls, and notices a change up to two seconds late.
const watcher = watch(join(root, 'src'), { recursive: true }, () => {
  clearTimeout(timer);
  // An editor saves several files, or one in several steps.
  timer = setTimeout(() => {
    restarts = restarts.then(restart);
  }, 30);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    watcher.close();
    await Promise.all([stop(), ...changing.map((bundle) => bundle.dispose())]);
    process.exit();
  });
}
