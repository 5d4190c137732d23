// Stack frames with the positions of the sources, under --enable-source-maps. Node maps only the modules that it loads itself;
// launch.ts runs the bundle as a script. The map is read at the first stack: it takes 60 MB, and a gateway without faults none.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, resolve } from 'node:path';

/** The path of a bundle -> its map; null without one. */
const maps = new Map<string, SourceMap | null>();

function mapOf(bundle: string): SourceMap | null {
  const known = maps.get(bundle);
  if (known !== undefined) return known;
  const map = readMap(`${bundle}.map`);
  maps.set(bundle, map);
  return map;
}

function readMap(file: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** The position in a frame such as `at send (gateway.cjs:1:2345)`. */
const position = /(?<=[ (])([\w-]+\.cjs):(\d+):(\d+)/g;

/** A frame that no map knows stays as it is. The bundles are in `folder`. */
export const sourceFrames = (stack: string, folder: string = import.meta.dirname): string =>
  stack.replace(position, (found, bundle: string, line: string, column: string) => {
    const entry = mapOf(join(folder, bundle))?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!entry || !('originalSource' in entry)) return found;
    return `${resolve(folder, entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
