// npm run dev [-- options]: the gateway from the sources, started anew whenever one of them changes. esbuild keeps what it
// has read, so that a change is bundled in a fraction of a second.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, context, type Plugin } from 'esbuild';
import { bundles } from './bundles.ts';

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

const restart: Plugin = {
  name: 'restart',
  setup: ({ onEnd }) =>
    onEnd(async ({ errors }) => {
      // The errors are printed. The gateway that runs is the last one that could be built.
      if (errors.length > 0) return;
      await stop();
      gateway = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], { stdio: 'inherit' });
    }),
};

await build({ ...bundles['graphiql.cjs'], outfile: join(folder, 'graphiql.cjs') });
const watched = await context({ ...bundles['gateway.cjs'], outfile: main, plugins: [restart] });
await watched.watch();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await Promise.all([stop(), watched.dispose()]);
    process.exit();
  });
}
