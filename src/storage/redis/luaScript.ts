// Lua scripts for Redis, from the files in scripts/. Each file says in its header what its keys, arguments and result are.
// A script does one step at once on the server. All its keys are of one watch, one group or one start, so that they are in
// one slot of a cluster. Whatever is random comes from the caller; the time comes from the server.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Script {
  lua: string;
  /** Redis's name for it. */
  sha: string;
}

/** The texts by file name. Only a bundle has them: scripts/bundles.ts defines the name. */
declare const LUA_SCRIPTS: Readonly<Record<string, string>> | undefined;

const textOf = (file: string): string =>
  typeof LUA_SCRIPTS === 'undefined'
    ? readFileSync(join(import.meta.dirname, 'scripts', file), 'utf8')
    : (LUA_SCRIPTS[file] ?? '');

/** The files make one script, in their order. */
export function luaScript(...files: string[]): Script {
  const lua = files.map(textOf).join('\n');
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}
