// Writes what is shipped, as CycloneDX, to standard output: the packages of which something is in the build, and no
// other, since nothing is installed beside it. npm knows all packages, esbuild which of them it took.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

interface Bom {
  metadata: { component: { name: string } };
  components: { 'bom-ref': string }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

const root = new URL('../../', import.meta.url).pathname;
const { name } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/launch.ts', 'src/main.ts', 'src/simulator/main.ts'],
  bundle: true,
  write: false,
  metafile: true,
  outdir: 'dist',
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'error',
});

const packageAt = (folder: string): string => {
  const { name, version } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
  return `${name}@${version}`;
};

const folders = Object.keys(metafile.inputs).flatMap(
  (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
);
const shipped = new Set([...new Set(folders)].map(packageAt));

const npm = spawnSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
  cwd: root,
  maxBuffer: 2 ** 28,
  encoding: 'utf8',
});
if (npm.status !== 0) throw new Error(npm.stderr);
const bom: Bom = JSON.parse(npm.stdout);

bom.metadata.component.name = name;
bom.components = bom.components.filter((component) => shipped.has(component['bom-ref']));
const known = new Set(bom.components.map((component) => component['bom-ref']));
const unknown = [...shipped].filter((one) => !known.has(one));
if (unknown.length > 0) throw new Error(`npm does not know ${unknown.join(', ')}`);
bom.dependencies = bom.dependencies
  .filter(({ ref }) => known.has(ref) || ref.startsWith(`${name}@`))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => known.has(one)) }));
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
