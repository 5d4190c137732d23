// No loop over the pages of a list of AWS exists but readPages: each other one would trust AWS to end the list.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type TypeScript from 'typescript';
import { describe, expect, test } from 'vitest';

/** Loading it as a CommonJS module takes a third of the time: an import first searches its 9 MB for exports. */
const ts: typeof TypeScript = createRequire(import.meta.url)('typescript');

const src = resolve(import.meta.dirname, '../../src');
const isMarker = /^(?:next|last)?marker$|nextToken|continuationToken/i;
/** What a file with such a loop contains. Parsing only those saves most of the time. */
const isSuspect = /marker|nextToken|continuationToken|\bpaginate[A-Z]/i;

/** Where a node is, and what it iterates over, if it repeats something that touches a marker. */
function pageLoopsIn(name: string, text: string): string[] {
  if (!isSuspect.test(text)) return [];
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const report = (node: TypeScript.Node, what: string) =>
    found.push(`${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${what}`);
  const touchesMarker = (node: TypeScript.Node): boolean =>
    (ts.isIdentifier(node) && isMarker.test(node.text)) || (ts.forEachChild(node, touchesMarker) ?? false);
  const visit = (node: TypeScript.Node): void => {
    const isLoop = ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node);
    const isForAwait = ts.isForOfStatement(node) && node.awaitModifier !== undefined;
    const readsPages = isForAwait && /^readPages\(|^pages$/.test(node.expression.getText());
    if ((isLoop || (isForAwait && !readsPages)) && touchesMarker(node)) report(node, 'loop');
    if (ts.isCallExpression(node) && /^paginate[A-Z]/.test(node.expression.getText())) report(node, 'paginator');
    // A function that calls itself with a marker is a loop too.
    const declared =
      ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) || ts.isMethodDeclaration(node)
        ? node.name?.getText()
        : undefined;
    if (declared !== undefined) {
      const callsItself = (inner: TypeScript.Node): boolean =>
        (ts.isCallExpression(inner) &&
          [declared, `this.${declared}`].includes(inner.expression.getText()) &&
          inner.arguments.some(touchesMarker)) ||
        (ts.forEachChild(inner, callsItself) ?? false);
      const body = ts.isVariableDeclaration(node)
        ? node.initializer && ts.isArrowFunction(node.initializer) && node.initializer.body
        : (node as TypeScript.FunctionDeclaration).body;
      if (body && callsItself(body)) report(node, 'recursion');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe('loops over pages', () => {
  test('exist in readPages only', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.startsWith('simulator/'),
    );
    expect(files.length).toBeGreaterThan(200);
    const found = files.flatMap((name) => pageLoopsIn(name, readFileSync(join(src, name), 'utf8')));
    expect(found.map((place) => place.replace(/:\d+/, ''))).toEqual(['core/readPages.ts loop']);
  });

  test.each([
    ['do { page = await list(marker); marker = page.marker; } while (marker !== null);', 'loop'],
    ['while (page.nextToken) page = await list(page.nextToken);', 'loop'],
    ['for (let marker = null; ; ) marker = (await list(marker)).marker;', 'loop'],
    ['for (;;) { const { NextToken } = await list(); if (!NextToken) break; }', 'loop'],
    ['for await (const { marker } of paged(list)) use(marker);', 'loop'],
    ['for await (const page of paginateListJobs(config, input)) use(page);', 'paginator'],
    ['async function all(marker) { const page = await list(marker); return all(page.marker); }', 'recursion'],
    ['const all = async (marker) => { const page = await list(marker); await all(page.marker); };', 'recursion'],
  ])('are recognised: %s', (text, what) => {
    expect(pageLoopsIn('example.ts', text)).toEqual([`example.ts:1 ${what}`]);
  });

  test.each([
    'for await (const { marker } of readPages(list)) use(marker);',
    'for (const marker of markers) use(marker);',
  ])('are not confused with %s', (text) => {
    expect(pageLoopsIn('example.ts', text)).toEqual([]);
  });
});
