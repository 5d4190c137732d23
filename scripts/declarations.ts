// The type declarations of what programs import: those of its file and of the files that this one imports, each as one file beside
// the bundle in dist/.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './bundles.ts';

/** The name of a bundle -> its file in src/. */
const bundled: Record<string, string> = {
  client: 'src/client/index.ts',
  startSimulator: 'src/simulator/library/startSimulator.ts',
};

/** File name -> its text. */
export const declarations = (): Record<string, string> =>
  Object.assign({}, ...Object.entries(bundled).map(([name, path]) => declarationsOf(join(root, path), name, name)));

/** `prefix`: of the names of the files that it imports. */
function declarationsOf(path: string, name: string, prefix: string): Record<string, string> {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(path, 'utf8'), {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { isolatedDeclarations: true, declaration: true, target: ts.ScriptTarget.ES2022 },
  });
  const [fault] = diagnostics;
  if (fault) throw new Error(`${path}: ${ts.flattenDiagnosticMessageText(fault.messageText, '\n')}`);
  const others: Record<string, string> = {};
  const text = outputText.replace(/from '(\..+?\.ts)'/g, (_, specifier: string) => {
    const imported = join(dirname(path), specifier);
    const other = `${prefix}-${basename(imported, '.ts')}`;
    Object.assign(others, declarationsOf(imported, other, prefix));
    return `from './${other}.js'`;
  });
  return { ...others, [`${name}.d.ts`]: text };
}
