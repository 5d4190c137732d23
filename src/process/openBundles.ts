// The optional bundles beside the gateway's: opened when the process starts, read when one is first required. A build that
// replaces or removes the files meanwhile does not mix with the gateway that runs.
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';

/** Those that run otherwise. */
const others = ['gateway.cjs', 'watchdog.cjs'];

const wrapper = ['exports', 'require', 'module', '__filename', '__dirname'];

/** A `require` for the bundles of the folder; everything else, and a bundle that was not there, is left to Node's. */
export function openBundles(folder: string, nodeRequire: NodeJS.Require): NodeJS.Require {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cjs') && !others.includes(name));
  const opened = new Map(files.map((name) => [`./${name}`, openSync(join(folder, name), 'r')]));
  const loaded = new Map<string, unknown>();

  const load = (id: string, file: number): unknown => {
    const source = readFileSync(file, 'utf8');
    closeSync(file);
    opened.delete(id);
    const filename = join(folder, id);
    const module = { exports: {} };
    compileFunction(source, wrapper, { filename: id.slice(2) })(module.exports, nodeRequire, module, filename, folder);
    loaded.set(id, module.exports);
    return module.exports;
  };

  const require = (id: string): unknown => {
    if (loaded.has(id)) return loaded.get(id);
    const file = opened.get(id);
    return file === undefined ? nodeRequire(id) : load(id, file);
  };
  return Object.assign(require, nodeRequire);
}
