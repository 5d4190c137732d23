// The type declarations of the client kit: those of src/client/index.ts and of the files that they import, each as one file beside
// dist/client.js.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { root } from './bundles.ts';

const index = join(root, 'src/client/index.ts');

const nameOf = (path: string): string => (path === index ? 'client' : `client-${basename(path, '.ts')}`);

/** File name -> its text. */
export function clientTypes(path = index): Record<string, string> {
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
    Object.assign(others, clientTypes(imported));
    return `from './${nameOf(imported)}.js'`;
  });
  return { ...others, [`${nameOf(path)}.d.ts`]: text };
}
