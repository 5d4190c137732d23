// Bundles a program that the bench runs in a process of its own.
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { asModule } from '../../scripts/bundles.ts';
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

export async function bundle({ folder, file, start }: Program, how: BuildOptions = asModule): Promise<Bundle> {
  const output = await temporaryFolder('bench');
  const main = join(output.path, how.format === 'cjs' ? `${start}.cjs` : `${start}.mjs`);
  await build({
    ...how,
    stdin: { contents: `import { ${start} } from '${file}'; void ${start}();`, resolveDir: folder },
    outfile: main,
  });
  return { main, [Symbol.asyncDispose]: output[Symbol.asyncDispose] };
}
