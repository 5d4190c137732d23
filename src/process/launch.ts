#!/usr/bin/env node
// The first file of the program: runs the bundle beside it with V8's code cache, which takes most of the compiling off the
// start. A run that finds no cache of its bundle writes one when it ends; the build runs the program once for that.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const bundle = fileURLToPath(new URL('./gateway.cjs', import.meta.url));
const source = readFileSync(bundle);
/** V8 accepts only what the same version of it has written. */
const cache = `${bundle}.${process.versions.v8}.cache`;

/**
 * Binds a cache to its bundle. V8 itself compares no more than the length of the source: it would run the old code after a
 * change of one digit, and crash on a damaged cache.
 */
const hashOf = (code: Buffer): Buffer => createHash('sha256').update(source).update(code).digest();
const hashLength = 32;

function readCache(): Buffer | undefined {
  try {
    const file = readFileSync(cache);
    const code = file.subarray(hashLength);
    return hashOf(code).equals(file.subarray(0, hashLength)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Moved into place, so that nobody reads half of it. */
function writeCache(code: Buffer): void {
  const draft = `${cache}.${process.pid}`;
  try {
    writeFileSync(draft, Buffer.concat([hashOf(code), code]));
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
 * The young generation is not limited: a limit of 4 MB saves another 10 MB, and makes each query a third slower.
 */
const heapGrowth = 100;
/** V8 decides. */
const v8Default = 0;

const setHeapGrowth = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

const cachedData = readCache();
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${source.toString('latin1')}\n})`,
  { filename: bundle, ...(cachedData ? { cachedData } : {}) },
);
if (!cachedData || script.cachedDataRejected) {
  process.once('exit', () => {
    setHeapGrowth(v8Default);
    writeCache(script.createCachedData());
  });
}

const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));

setHeapGrowth(heapGrowth);
