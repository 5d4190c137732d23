// Starts every kind of child process, reports the process IDs, and waits until the worker is killed.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { test } from 'vitest';
import { describeInChromium } from '../describeInChromium.ts';
import { markName } from '../guardChildren.ts';
import { startChild } from '../startChild.ts';
import { describeWithRedis } from '../startRedis.ts';
import { temporaryFolder } from '../temporaryFolder.ts';

/** A program that starts another one in a process group of its own, as npm and Chromium do. */
const parent = `
require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
console.log('started');
setInterval(() => {}, 1000);
`;

describeWithRedis('with Redis', (redis) => {
  describeInChromium('and Chromium', (browser) => {
    test('waits', async () => {
      await browser().newPage();
      await temporaryFolder();
      const child = startChild(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      const [, pid] = /^process_id:(\d+)/m.exec(await redis().client.info('server')) ?? [];
      const report = {
        worker: process.pid,
        redis: Number(pid),
        mark: process.env[markName],
        folder: process.env['TMPDIR'],
      };
      writeFileSync(process.env['REPORT_FILE'] ?? '', JSON.stringify(report));
      await setTimeout(60_000);
    }, 70_000);
  });
});
