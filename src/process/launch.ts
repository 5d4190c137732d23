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
    // The folder cannot be written to, or is full: the next start is as slow as this one.
    try {
      rmSync(draft, { force: true });
    } catch {
      // Nor can anything be removed there.
    }
  }
}

const cachedData = readCache();
const script = new Script(
  `(function (exports, require, module, __filename, __dirname) {${source.toString('latin1')}\n})`,
  { filename: bundle, ...(cachedData ? { cachedData } : {}) },
);
if (!cachedData || script.cachedDataRejected) {
  process.once('exit', () => {
    // V8's own choice.
    growth(0);
    writeCache(script.createCachedData());
  });
}

/**
 * How far the heap may grow beyond what is alive, in percent, before V8 looks through all of it: by itself up to 300, and
 * nearly all that a gateway allocates is gone with the request. Set when all is loaded: under other flags than Node was
 * built with, V8 takes none of its cached code, which costs the start 15 ms; nor would it take the bundle's made so.
 * (The young objects are left as they are: held to 4 MB they save 10 MB more, and cost each query a third.)
 */
const growth = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle));

growth(100);
