// nginx in front of gateways, on a port of its own. `await using` ends it.
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { startChild } from './startChild.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** `config` is a whole nginx.conf that listens on the port. Its files are in a folder of the test. */
export async function startNginx(executable: string, port: number, config: string): Promise<AsyncDisposable> {
  const folder = await temporaryFolder('nginx');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${name};`)
    .join(' ');
  await writeFile(join(folder.path, 'nginx.conf'), config.replace('http {', `http { access_log off; ${temporary}`));
  const globals = 'daemon off; master_process off; pid nginx.pid;';
  const nginx = startChild(executable, ['-p', folder.path, '-c', 'nginx.conf', '-e', 'stderr', '-g', globals], {
    stdio: 'ignore',
  });
  const ended = once(nginx, 'exit');
  await expect
    .poll(() =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  return {
    [Symbol.asyncDispose]: async () => {
      nginx.kill('SIGKILL');
      await ended;
      await folder[Symbol.asyncDispose]();
    },
  };
}
