#!/usr/bin/env node
// The program's first file: runs the bundle beside it by V8's code cache, which takes most of the compiling off the
// start. The cache is written when a run ends that had none, the build's own among them; without one, all is as before.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const bundle = fileURLToPath(new URL('./gateway.cjs', import.meta.url));
/** V8 takes back only what the same version of it has written. */
const cache = `${bundle}.${process.versions.v8}.cache`;

function readCache(): Buffer | undefined {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

const cachedData = readCache();
const source = readFileSync(bundle, 'latin1');
const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
  filename: bundle,
  ...(cachedData ? { cachedData } : {}),
});
if (!cachedData || script.cachedDataRejected) {
  process.once('exit', () => {
    // V8's own choice.
    growth(0);
    try {
      writeFileSync(cache, script.createCachedData());
    } catch {
      // A folder that cannot be written to; the next start is as slow as this one.
    }
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
