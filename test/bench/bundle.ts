// Bundles a program that the bench runs in a process of its own.
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { temporaryFolder } from '../support/temporaryFolder.ts';

export interface Program {
  folder: string;
  file: string;
  /** The export that the program calls. */
  start: string;
}

export interface Bundle extends AsyncDisposable {
  main: string;
}

/**
 * Bundles a peer in the fastest way: without keepNames, which costs a third of the CPU time, and from ES modules, which
 * avoids the getters between CommonJS modules.
 */
const asEsModule: BuildOptions = {
  format: 'esm',
  define: { 'process.env.NODE_ENV': '"production"' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

/** Bundles as `npm run build` bundles the gateway. */
export const asTheGateway: BuildOptions = {
  format: 'cjs',
  define: { 'process.env.NODE_ENV': '"production"', 'globalThis.Request': 'undefined' },
  supported: { 'dynamic-import': false },
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['@graphql-yoga/render-graphiql'],
};

export async function bundle({ folder, file, start }: Program, how: BuildOptions = asEsModule): Promise<Bundle> {
  const output = await temporaryFolder('bench');
  const main = join(output.path, how.format === 'cjs' ? `${start}.cjs` : `${start}.mjs`);
  await build({
    stdin: { contents: `import { ${start} } from '${file}'; void ${start}();`, resolveDir: folder },
    outfile: main,
    bundle: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    sourcemap: true,
    logLevel: 'warning',
    ...how,
  });
  return { main, [Symbol.asyncDispose]: output[Symbol.asyncDispose] };
}
