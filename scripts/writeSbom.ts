// Writes what is shipped, as CycloneDX, to standard output: the packages of which something is in the build, and no
// other, since nothing is installed beside it.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bundles.ts';
import { shippedPackages } from './shippedPackages.ts';

interface Bom {
  metadata: { component: { name: string } };
  components: { 'bom-ref': string }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const shipped = new Set((await shippedPackages()).map(({ name, version }) => `${name}@${version}`));

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
