// The packages of which something is in the build, and so in what is published: esbuild knows which it took.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { boardBundle } from './boardFiles.ts';
import { bundles, root } from './bundles.ts';

export interface Shipped {
  name: string;
  version: string;
  license: string;
  /** Where it is installed, below the root. */
  folder: string;
}

/** In the order of their names; a package that is there in two versions, twice. */
export async function shippedPackages(): Promise<Shipped[]> {
  const built = await Promise.all(
    [boardBundle, ...Object.entries(bundles).map(([outfile, options]) => ({ ...options, outfile }))].map((options) =>
      build({ ...options, write: false, metafile: true }),
    ),
  );
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  const packages = [...new Set(folders)].map((folder): Shipped => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return { name, version, license, folder };
  });
  return packages.sort((a, b) => `${a.name} ${a.version}`.localeCompare(`${b.name} ${b.version}`, 'en'));
}
