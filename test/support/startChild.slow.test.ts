// What tests start ends with the process that started it, also when that process is killed.
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { markName } from './guardChildren.ts';
import { startChild } from './startChild.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** A run of vitest with Chromium takes 4 s on an idle machine, and many times that on a busy one. */
const patience = { timeout: 60_000 };

const root = resolve(import.meta.dirname, '../..');

interface Report {
  worker: number;
  redis: number;
  mark: string;
  folder: string;
}

/** The processes with this mark in their environment. */
function marked(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && environmentOf(pid).includes(`${markName}=${mark}`));
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

// Only Linux shows the environment of a process.
describe.runIf(process.platform === 'linux')('when a process of a test run is killed', () => {
  test.each(['worker', 'main process'] as const)(
    'and it is the %s, no process and no folder is left',
    async (which) => {
      await using home = await temporaryFolder();
      const file = join(home.path, 'report.json');
      const vitest = startChild(
        process.execPath,
        ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/support/killed/vitest.config.ts'],
        { cwd: root, stdio: 'ignore', env: { ...process.env, REPORT_FILE: file } },
      );
      const exited = once(vitest, 'exit');
      await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('}'), patience).toBe(true);
      const { worker, redis, mark, folder }: Report = JSON.parse(readFileSync(file, 'utf8'));
      // Redis, Chromium and its helpers, the program and the one that it started.
      expect(marked(mark).length).toBeGreaterThan(4);
      expect(existsSync(folder)).toBe(true);
      expect(existsSync(`/proc/${redis}`)).toBe(true);

      process.kill(which === 'worker' ? worker : (vitest.pid ?? 0), 'SIGKILL');
      await expect.poll(() => marked(mark)).toEqual([]);
      await expect.poll(() => existsSync(folder)).toBe(false);
      // Redis overwrites its environment with the title of its process.
      await expect.poll(() => existsSync(`/proc/${redis}`)).toBe(false);
      await expect.poll(() => existsSync(`/proc/${worker}`)).toBe(false);
      // vitest ends by itself when it has lost its worker, and reports the failure.
      expect(await exited).toEqual(which === 'worker' ? [1, null] : [null, 'SIGKILL']);
    },
    90_000,
  );
});
