// Bundles the peer in the way that is best for it: without keepNames, which costs a third of the processor time, and from
// ES modules, which saves the getters between CommonJS ones.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { startPeer } from './startPeer.ts';

const entry = { file: './startPeer.ts', export: 'startPeer' satisfies keyof { startPeer: typeof startPeer } };

interface BuiltPeer extends Disposable {
  main: string;
}

export async function buildPeer(): Promise<BuiltPeer> {
  const folder = mkdtempSync(join(tmpdir(), 'glacier-graphql-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const main = join(folder, 'peer.mjs');
  await build({
    stdin: {
      contents: `import { ${entry.export} } from '${entry.file}'; await ${entry.export}();`,
      resolveDir: import.meta.dirname,
    },
    outfile: main,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return { main, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
