// npm run build: the program as bundles in dist/, and the client kit and the simulator with their types.
//   --if-changed     does nothing if dist/ is the build of the present sources; npm start runs this
//   --out <folder>   another folder than dist/
// The files are built in a folder of their own, and each is then moved into place under its name. A gateway that runs from
// dist/ still finds GraphiQL there, and no start finds half a file.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundles, root } from './bundles.ts';
import { hashOfInputs } from './inputs.ts';
import { startOnce } from './startOnce.ts';

const { values } = parseArgs({ options: { 'if-changed': { type: 'boolean' }, out: { type: 'string' } } });
const out = resolve(values.out ?? join(root, 'dist'));

/** Of what the files are the build. Written last: a build that was cut off is no build. */
const stamp = join(out, 'build.json');

function readStamp(): { inputs: string } | undefined {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return undefined;
  }
}

const isCurrent = (inputs: string): boolean =>
  readStamp()?.inputs === inputs && Object.keys(bundles).every((file) => existsSync(join(out, file)));

async function buildInto(folder: string): Promise<void> {
  await Promise.all(
    Object.entries(bundles).map(([file, options]) => build({ ...options, outfile: join(folder, file) })),
  );
  // Loaded here, because TypeScript takes 0.3 s that a start without a build does not need.
  const { declarations } = await import('./declarations.ts');
  for (const [file, text] of Object.entries(declarations())) writeFileSync(join(folder, file), text);
  // Node takes main.js for an ES module, also if no package.json above it says so.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  await startOnce(folder);
}

/** `main.js` goes last: it starts the others. What only an earlier build had is removed, its code caches too. */
function moveIntoPlace(folder: string, inputs: string): void {
  rmSync(stamp, { force: true });
  const files = readdirSync(folder).sort((a, b) => Number(a === 'main.js') - Number(b === 'main.js'));
  for (const file of files) renameSync(join(folder, file), join(out, file));
  const keep = new Set([...files, 'THIRD-PARTY-NOTICES.txt']);
  for (const { name } of readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    if (!keep.has(name)) rmSync(join(out, name), { force: true });
  }
  writeFileSync(stamp, `${JSON.stringify({ inputs })}\n`);
}

const codes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EDQUOT']);

/** What is wrong, and what to do about it, if the folder cannot be written. */
function explain(error: NodeJS.ErrnoException): string | undefined {
  if (!codes.has(error.code ?? '')) return undefined;
  const isBuilt = existsSync(join(out, 'main.js'));
  return [
    `glacier-graphql: cannot build into ${out} (${error.code}).`,
    isBuilt
      ? 'The build there is older than the sources. Run "npm run build" as a user who may write there, or start the old build with "node dist/main.js".'
      : 'There is no build yet. Run "npm run build" as a user who may write there.',
  ].join('\n');
}

const inputs = hashOfInputs();
if (!(values['if-changed'] && isCurrent(inputs))) {
  let folder: string | undefined;
  try {
    mkdirSync(out, { recursive: true });
    // Below the target: a move within one file system is one step.
    folder = mkdtempSync(join(out, '.build-'));
    await buildInto(folder);
    moveIntoPlace(folder, inputs);
  } catch (error) {
    const explanation = explain(error as NodeJS.ErrnoException);
    if (explanation === undefined) throw error;
    process.stderr.write(`${explanation}\n`);
    process.exitCode = 1;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}
