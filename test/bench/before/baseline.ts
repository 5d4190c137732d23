// An earlier commit of the gateway, built from its own sources with the packages of this one.
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/bundles.ts';
import { runChild } from '../../support/startChild.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { options } from '../options.ts';

export interface Baseline extends AsyncDisposable {
  main: string;
}

/** Or why there is none: a copy without git, or without its history. */
export async function buildBaseline(commit: string): Promise<Baseline | string> {
  const folder = await temporaryFolder('bench-baseline');
  try {
    const sources = join(folder.path, 'sources');
    await mkdir(sources);
    const archive = join(folder.path, 'sources.tar');
    await runChild('git', ['archive', '-o', archive, commit], { cwd: root });
    await runChild('tar', ['-x', '-f', archive, '-C', sources]);
    await symlink(join(root, 'node_modules'), join(sources, 'node_modules'));
    await runChild(process.execPath, [join(root, 'node_modules/tsx/dist/cli.mjs'), 'scripts/build.ts'], {
      cwd: sources,
    });
    const main = join(sources, 'dist/main.js');
    // Leaves V8's code cache for the Node of the servers.
    await runChild(options.node, [main, '--help']);
    return { main, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    const { stderr } = error as { stderr?: string };
    return String(stderr ?? error).trim();
  }
}
