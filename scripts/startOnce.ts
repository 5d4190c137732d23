// The first start of a build: it leaves V8's code cache.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Needs no network: nothing is called before the first request. */
const settings = {
  BACKEND: 'aws',
  PORT: '0',
  AWS_REGION: 'us-east-1',
  AWS_ACCOUNT_ID: '111122223333',
  AWS_ACCESS_KEY_ID: 'unused',
  AWS_SECRET_ACCESS_KEY: 'unused',
};

/**
 * Starts and stops the gateway in `folder`, so that the first start of a user is as fast as the others. V8 compiles a function
 * when it is called, and the gateway caches what V8 has compiled. Another version of Node, `node`, needs a cache of its own.
 */
export async function startOnce(folder: string, node = process.execPath): Promise<void> {
  const gateway = spawn(node, [join(folder, 'main.js')], { env: { ...settings, HOME: folder } });
  let [output, errors, isListening] = ['', '', false];
  gateway.stdout.on('data', (text) => {
    output += text;
    if (!output.includes('http://') || isListening) return;
    isListening = true;
    gateway.kill('SIGTERM');
  });
  gateway.stderr.on('data', (text) => {
    errors += text;
  });
  await once(gateway, 'close');
  if (!isListening) throw new Error(`the build does not run:\n${errors}`);
}
