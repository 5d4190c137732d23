import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

interface Import {
  /** Relative to src, or to the repository for what is outside of it. */
  path: string;
  names: string;
  isTypeOnly: boolean;
}

interface SourceFile {
  name: string;
  text: string;
  imports: Import[];
}

const importsOf = (name: string, text: string): Import[] =>
  [...text.matchAll(/(?:^(?:import|export) (type )?([^';]*?)from |^import |\bimport\()'(\.[^']+)'/gm)].map(
    ([, type, names = '', path = '']) => ({
      path: relative(src, resolve(src, name, '..', path))
        .split(sep)
        .join('/'),
      names,
      isTypeOnly: type !== undefined,
    }),
  );

const files: SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => /\.tsx?$/.test(file))
  .map((name) => {
    const text = readFileSync(join(src, name), 'utf8');
    return { name, text, imports: importsOf(name, text) };
  });

/** The wing of a file: its top folder, or the file itself. */
const wingOf = (file: string): string => file.split('/')[0] ?? file;

/** The imports that cross a boundary: `from` and `to` are tests of a path. */
const arrows = (
  from: (file: string) => boolean,
  to: (path: string) => boolean,
  select = (_: Import) => true,
): string[] =>
  files
    .filter(({ name }) => from(name))
    .flatMap(({ name, imports }) =>
      imports.filter((imported) => to(imported.path) && select(imported)).map(({ path }) => `${name} -> ${path}`),
    );

const inWing =
  (...wings: string[]) =>
  (file: string): boolean =>
    wings.includes(wingOf(file));

const not =
  (predicate: (file: string) => boolean) =>
  (file: string): boolean =>
    !predicate(file);

/** The groups of nodes that reach each other: Tarjan's strongly connected components of more than one node. */
function cyclesOf(edges: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): number => {
    const index = order.size;
    order.set(node, index);
    stack.push(node);
    let low = index;
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? order.get(next) ?? index);
    }
    lowest.set(node, low);
    if (low === index) {
      const cycle = stack.splice(stack.indexOf(node));
      if (cycle.length > 1) cycles.push(cycle);
    }
    return low;
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return cycles;
}

function graphOf(nodeOf: (file: string) => string): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { name, imports } of files) {
    const targets = graph.get(nodeOf(name)) ?? new Set<string>();
    graph.set(nodeOf(name), targets);
    for (const { path } of imports) if (nodeOf(path) !== nodeOf(name)) targets.add(nodeOf(path));
  }
  return graph;
}

describe('the architecture of src', () => {
  test('the graph of imports has no cycle of files, type imports included', () => {
    const graph = graphOf((file) => file);
    expect(graph.size).toBeGreaterThan(400);
    expect(cyclesOf(graph)).toEqual([]);
  });

  test('the graph of imports has no cycle of wings, type imports included', () => {
    expect(cyclesOf(graphOf(wingOf))).toEqual([]);
  });

  test('the search for cycles finds them', () => {
    const cyclic = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c', 'd'])],
      ['c', new Set(['a'])],
      ['d', new Set<string>()],
    ]);
    expect(cyclesOf(cyclic)).toEqual([['a', 'b', 'c']]);
  });

  test('core imports nothing of the other wings', () => {
    expect(arrows(inWing('core'), not(inWing('core', '..')))).toEqual([]);
  });

  test('the client kit imports nothing, and the gateway nothing of it', () => {
    expect(arrows(inWing('client'), not(inWing('client')))).toEqual([]);
    expect(arrows(not(inWing('client')), inWing('client'))).toEqual([]);
    const packages = files.filter(({ name, text }) => inWing('client')(name) && /(from|import\() ?'[^.]/.test(text));
    expect(packages).toEqual([]);
  });

  test('the board, which runs in browsers, imports the backoff alone, and the gateway nothing of it', () => {
    const isShared = ({ path }: Import) => path === 'core/backoff.ts' || path.startsWith('../node_modules/.cache/');
    expect(arrows(inWing('board'), not(inWing('board')), (imported) => !isShared(imported))).toEqual([]);
    expect(arrows(not(inWing('board')), inWing('board'))).toEqual([]);
  });

  test('the simulator shares only what knows nothing of AWS with the gateway', () => {
    const isShared = ({ path }: Import) => /^core\/(clock|closestName|isLoopback|version)\.ts$/.test(path);
    expect(arrows(inWing('simulator'), not(inWing('simulator')), (imported) => !isShared(imported))).toEqual([]);
    expect(arrows(not(inWing('simulator', 'process')), inWing('simulator'))).toEqual([]);
  });

  test('nobody but the context, the gateway and HTTP knows the schema', () => {
    expect(arrows(not(inWing('schema', 'http')), inWing('schema'))).toEqual([]);
  });

  test('the machinery of the schema (schema/kit) knows none of the types that are built with it', () => {
    const inKit = (path: string) => path.startsWith('schema/kit/');
    expect(arrows(inKit, (path) => path.startsWith('schema/') && !inKit(path))).toEqual([]);
  });

  test('resolvers reach stateful services through their context only', () => {
    const stateful = inWing('loaders', 'jobIndex', 'starts', 'watch', 'storage', 'limits', 'telemetry');
    const values = ({ names, isTypeOnly }: Import) =>
      !isTypeOnly && /\b(create|open|serve)[A-Z]/.test(names.replaceAll(/\btype \w+/g, ''));
    expect(arrows(inWing('schema'), stateful, values)).toEqual([]);
    expect(arrows(inWing('schema'), (path) => /^aws\/(client|limiter|lookup)\//.test(path), values)).toEqual([]);
  });

  test('only loaders, jobIndex, watch, outputs, reports, manifests and starts import AWS reads, so that no resolver calls AWS for each node', () => {
    const isRead = ({ path, names }: Import) => {
      const [, operation] = /^aws\/(?:glacier|s3|s3control)\/((?:describe|list|get|head)\w+)\.ts$/.exec(path) ?? [];
      // Records and limits in the file of a read are no reads.
      return operation !== undefined && new RegExp(`\\b${operation}\\b`).test(names);
    };
    const readers = inWing('loaders', 'jobIndex', 'watch', 'outputs', 'reports', 'manifests', 'starts', 'aws');
    expect(arrows(not(readers), inWing('aws'), (imported) => !imported.isTypeOnly && isRead(imported))).toEqual([]);
    // The rule holds because something obeys it.
    expect(arrows(readers, inWing('aws'), isRead).length).toBeGreaterThan(10);
  });

  test('every AWS operation that the gateway calls exists in the simulator', () => {
    const operations = files
      .filter(
        ({ name, text }) =>
          /^aws\/(?:glacier|s3|s3control|sns)\/\w+\.ts$/.test(name) && /new (?:sdk\.)?\w+Command\(/.test(text),
      )
      .map(({ name }) => name.replace(/^aws\//, 'simulator/'));
    expect(operations.length).toBeGreaterThan(15);
    expect(operations.filter((twin) => !files.some(({ name }) => name === twin))).toEqual([]);
  });

  test('only the clock reads the time or arms a timer', () => {
    const offenders = files
      .filter(
        ({ name, text }) =>
          !/(^|\/)clock\.ts$/.test(name) && /setTimeout|setInterval|Date\.now|new Date\(\)/.test(text),
      )
      .map(({ name }) => name);
    expect(offenders).toEqual([]);
  });

  test('outgoing connections are made by egress, so that a proxy applies to all of them', () => {
    // This machine is never reached through a proxy, and Redis never. Browsers have proxies of their own.
    const isExempt = ({ name }: SourceFile) =>
      inWing('egress', 'simulator', 'storage', 'board')(name) || /followSimulator/.test(name);
    const sends = ({ text }: SourceFile) =>
      /from 'node:https'|import \{[^}]*\b(?:get|request)\b[^}]*\} from 'node:http'|(?<![.\w])fetch\(/.test(text) ||
      // An SDK client has the handler of egress, or none because it sends nothing.
      (/new \w+Client\(\{[^}]/.test(text) && !text.includes('createRequestHandler('));
    expect(files.filter((file) => !isExempt(file) && sends(file)).map(({ name }) => name)).toEqual([]);
    const clients = files.filter(({ name, text }) => inWing('aws')(name) && text.includes('createRequestHandler('));
    expect(clients.length).toBeGreaterThanOrEqual(5);
  });

  test('no code writes to a socket that node:http owns', () => {
    // After an event `upgrade`, `connect` or `clientError` the connection is ours: those handlers call it `connection`.
    const direct =
      /\.socket\b[?!]*\.(?:write|end|cork|uncork)\b|\bsocket[?!]*\.(?:write|cork|uncork)\(|\.(?:assign|detach)Socket\b/;
    expect(direct.test('response.socket?.write(chunk)')).toBe(true);
    expect(files.filter(({ text }) => direct.test(text)).map(({ name }) => name)).toEqual([]);
  });

  test('no file is longer than 350 lines', () => {
    expect(files.filter(({ text }) => text.split('\n').length > 351).map(({ name }) => name)).toEqual([]);
  });
});
