// Texts of the Lua scripts by file name, for the bundle of the gateway.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../src/storage/redis/scripts');

export const luaScripts = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

/** Without their comments, which Redis does not need. Their lines are empty, so that the others keep their numbers. */
export const bundledLuaScripts = (): Record<string, string> =>
  Object.fromEntries(Object.entries(luaScripts()).map(([file, text]) => [file, text.replace(/^[ \t]*--.*$/gm, '')]));
