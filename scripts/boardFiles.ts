// The files of the jobs board, by the name under which the gateway serves them: one page, one script, one style sheet, one icon.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'src/board');

/** How the script and the style sheet are bundled: main.tsx imports the styles. */
export const boardBundle: BuildOptions = {
  absWorkingDir: root,
  entryPoints: { board: 'src/board/main.tsx' },
  outdir: 'board',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** File name -> its text. */
async function boardFiles(): Promise<Record<string, string>> {
  const { outputFiles } = await build({ ...boardBundle, write: false });
  const built = outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/, ''), text]);
  const copied = ['board.html', 'board.svg'].map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
  return Object.fromEntries([...copied, ...built]);
}

/** The text of src/http/endpoints/boardFiles.ts with the files. */
export const boardModule = async (): Promise<string> =>
  `export const boardFiles = ${JSON.stringify(await boardFiles())};`;
