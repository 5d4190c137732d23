#!/usr/bin/env node
// The first file of the program: runs the bundle beside it with V8's code cache, which takes most of the compiling off the
// start. A gateway that finds no cache of its bundle writes one when it ends; the build starts the program once for that.
// The simulator as a command needs nothing of the gateway.
import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cachedDataVersionTag, setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { openBundles } from './openBundles.ts';

/** In stack traces without its folder: V8 would take that from the cache, and the cache is made in another one. */
const filename = 'gateway.cjs';
const bundle = fileURLToPath(new URL(filename, import.meta.url));
/** V8 accepts only what the same version of it has written. */
const usualCache = `${bundle}.${process.versions.v8}.cache`;
/** And only what it has written under the same flags: those of NODE_OPTIONS, for example, have a cache of their own. */
const ownCache = `${bundle}.${process.versions.v8}.${cachedDataVersionTag()}.cache`;
const hashLength = 32;

/**
 * Binds a cache to its bundle. V8 itself compares no more than the length of the source: it would run the old code after a
 * change of one digit, and crash on a damaged cache.
 */
const hashOf = (source: Hash, code: Buffer): Buffer => source.copy().update(code).digest();

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** The content of a file that has not grown meanwhile. */
function readInto(memory: Buffer, path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > memory.length) throw new Error(`${path} was replaced by a build. Start again.`);
    return memory.subarray(0, readSync(file, memory, 0, size, 0));
  } finally {
    closeSync(file);
  }
}

function readCache(memory: Buffer, cache: string, source: Hash): Buffer | undefined {
  try {
    const file = readInto(memory, cache);
    const code = file.subarray(hashLength);
    return hashOf(source, code).equals(file.subarray(0, hashLength)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Moved into place, so that nobody reads half of it. */
function writeCache(cache: string, source: Hash, code: Buffer): void {
  const draft = `${cache}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([hashOf(source, code), code]));
    renameSync(draft, cache);
  } catch {
    // The folder is read-only or full. The next start takes as long as this one.
    try {
      rmSync(draft, { force: true });
    } catch {
      // The folder is read-only.
    }
  }
}

/**
 * How far the heap may grow beyond the live objects, in percent, before V8 collects all of it. By itself V8 allows up to
 * 300, but nearly everything that a gateway allocates is garbage when its request ends. Set after loading: V8 rejects
 * cached code that was made under other flags, both that of Node, which costs the start 15 ms, and that of the bundle.
 */
const heapGrowth = 100;
/** V8 decides. */
const v8Default = 0;

const setHeapGrowth = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

/**
 * Flags of V8 while the bundle loads.
 * - The young generation does not grow. What is loaded stays, so growth would leave 6 MB of empty pages. Later it grows with
 *   the load: a limit of 4 MB would make each query a third slower.
 * - No function is small enough to be optimized. Most of this code runs once, and the compilers would leave 9 to 13 MB of
 *   memory behind. `--no-opt` does not stop Maglev, and Node 22 rejects cached code once it was set.
 */
const loadingFlags = ['--semi-space-growth-factor=1', '--max-optimized-bytecode-size=0'];
/** Their defaults in Node 20 to 26. */
const usualFlags = ['--semi-space-growth-factor=2', '--max-optimized-bytecode-size=61440'];

function setFlags(flags: readonly string[]): void {
  for (const flag of flags) setFlagsFromString(flag);
}

/** As for heapGrowth: what Node loads meanwhile has cached code too. */
function withUsualFlags<Result>(load: () => Result): Result {
  setFlags(usualFlags);
  try {
    return load();
  } finally {
    setFlags(loadingFlags);
  }
}

/**
 * The caches are read in turn, until V8 accepts one. Without one, V8 compiles, and what it compiled is written at the end.
 * Commands such as --help write none: the functions of the start would be missing from it.
 */
function compile(hasListened: () => boolean): Script {
  const caches = [ownCache, usualCache];
  // One file after the other: to touch new memory takes longer than to read the file.
  const memory = Buffer.allocUnsafeSlow(Math.max(...[bundle, ...caches].map(sizeOf)));
  const bytes = readInto(memory, bundle);
  const source = createHash('sha256').update(bytes);
  // Node keeps a text of this size outside V8's heap, where V8 compiles from it: there is no second copy.
  const text = bytes.toString('latin1');
  let isRejected = false;
  for (const cache of caches) {
    const cachedData = readCache(memory, cache, source);
    if (!cachedData) continue;
    const script = new Script(text, { filename, cachedData });
    if (!script.cachedDataRejected) return script;
    isRejected = true;
  }
  const script = new Script(text, { filename });
  process.once('exit', () => {
    if (!hasListened()) return;
    setHeapGrowth(v8Default);
    writeCache(isRejected ? ownCache : usualCache, source, script.createCachedData());
  });
  return script;
}

/**
 * What Node loads on first use outside the bundle's `require`: by `server.listen` and by `util.parseArgs`. Under the flags of
 * the gateway, V8 would reject their cached code and compile them.
 */
function loadLazyModules(require: NodeJS.Require): void {
  for (const id of ['node:cluster', 'node:dns']) require(id);
  parseArgs({ args: [] });
}

function runGateway(): void {
  // The bundle is a function, as Node makes one of each CommonJS module.
  const folder = dirname(bundle);
  const nodeRequire = createRequire(bundle);
  let isLoading = true;
  const require = openBundles(
    folder,
    Object.assign((id: string) => (isLoading ? withUsualFlags(() => nodeRequire(id)) : nodeRequire(id)), nodeRequire),
  );
  const module: { exports: { progress?: { hasListened: boolean } } } = { exports: {} };
  const run = compile(() => module.exports.progress?.hasListened === true).runInThisContext();
  loadLazyModules(nodeRequire);

  setFlags(loadingFlags);
  run(module.exports, require, module, bundle, folder);
  isLoading = false;
  setFlags(usualFlags);

  setHeapGrowth(heapGrowth);
}

if (process.argv[2] === 'simulator') {
  process.argv.splice(2, 1);
  await import(new URL('simulator.js', import.meta.url).href);
} else runGateway();
