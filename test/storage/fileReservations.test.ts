// The file that keeps reservations: kills, torn and damaged files, other processes and failing writes.
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import type { FolderLock } from '../../src/storage/file/folderLock.ts';
import { openFileReservations } from '../../src/storage/file/reservations.ts';
import { formatEntry, parseStartLog, type StartLogEntry } from '../../src/storage/file/startLog.ts';
import { createMemoryReservations } from '../../src/storage/memory/reservations.ts';
import { startChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const job = { jobId: 'j', location: '/a/vaults/v/jobs/j', jobOutputPath: null, startedAt: 1 };
const leaseTtl = 5_000;
const settledAfter = 70_000;
const secretDigest = 'digest';
const log = pino({ level: 'silent' });

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder('state');
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder.path;
}

/** As after a kill: the lock of the process before is taken over. */
async function openAfterKill(folder: string, clock: AdjustableClock, lock = heldLock()) {
  const opened = await openFileReservations({
    folder,
    leaseTtl,
    settledAfter,
    secretDigest,
    clock,
    log,
    lock: async () => lock,
  });
  onTestFinished(opened.close);
  return opened;
}

const heldLock = (): FolderLock => ({ isHeld: async () => true, release: async () => undefined });
const linesOf = async (folder: string) => (await readFile(join(folder, 'starts.log'), 'utf8')).trimEnd().split('\n');

describe('reservations in a file', () => {
  test('are as they were when the process was killed: sent, finished, or without a trace', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const one = await openAfterKill(folder, clock);
    for (const id of ['sent', 'finished', 'refused', 'released', 'never sent']) await one.acquire(id, 'a', 'f');
    for (const id of ['sent', 'finished', 'refused', 'released']) await one.renew(id, 'a', 'sending');
    await one.finish('finished', 'f', job);
    await one.renew('refused', 'a', 'notExecuted');
    await one.renew('released', 'a', 'notExecuted');
    await one.release('released', 'a', true);
    clock.advance(20_000);
    const other = await openAfterKill(folder, clock);
    expect(await other.acquire('sent', 'b', 'g')).toEqual({ kind: 'mismatch' });
    expect(await other.acquire('sent', 'b', 'f')).toMatchObject({ kind: 'acquired', sentAgo: expect.any(Number) });
    expect(await other.acquire('finished', 'b', 'f')).toEqual({ kind: 'finished', started: job });
    for (const id of ['refused', 'released', 'never sent']) {
      expect(await other.acquire(id, 'b', 'g')).toMatchObject({ kind: 'acquired', sentAgo: null });
    }
  });

  test('count only the time in which a process runs, so that no date matters', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const one = await openAfterKill(folder, clock);
    clock.advance(1_000_000);
    await one.acquire('id', 'a', 'f');
    await one.renew('id', 'a', 'sending');
    // No process runs for a month.
    clock.advance(30 * 24 * 3_600_000);
    const other = await openAfterKill(folder, clock);
    expect(await other.acquire('id', 'b', 'f')).toMatchObject({ sentAgo: 0 });
    expect(await other.acquire('unknown', 'b', 'f')).toMatchObject({ memoryAge: 1_000_000 });
    clock.advance(500);
    expect(await other.acquire('id', 'b', 'f')).toMatchObject({ sentAgo: 500 });
  });

  test('are trusted once the file is old enough, also after a restart', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const one = await openAfterKill(folder, clock);
    expect(await one.acquire('first', 'a', 'f')).toMatchObject({ memoryAge: 0 });
    clock.advance(settledAfter);
    await vi.waitFor(async () => expect(await linesOf(folder)).toHaveLength(2));
    const other = await openAfterKill(folder, clock);
    expect(await other.acquire('first', 'b', 'f')).toMatchObject({ memoryAge: settledAfter });
  });

  test('are dropped after 48 hours', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const one = await openAfterKill(folder, clock);
    await one.finish('old', 'f', job);
    clock.advance(24 * 3_600_000);
    await one.finish('young', 'f', job);
    const other = await openAfterKill(folder, clock);
    expect(await other.acquire('old', 'b', 'f')).toMatchObject({ kind: 'finished' });
    clock.advance(24 * 3_600_000 + 1);
    expect(await other.acquire('old', 'b', 'f')).toMatchObject({ kind: 'acquired' });
    expect(await other.acquire('young', 'b', 'f')).toMatchObject({ kind: 'finished' });
  });

  test('are on the disk before a start counts as being sent, in a file that only its owner can read', async () => {
    const folder = await newFolder();
    const store = await openAfterKill(folder, createClock({ speed: 0 }));
    await Promise.all(Array.from({ length: 50 }, (_, at) => store.acquire(`id ${at}`, 'a', 'f')));
    expect(await linesOf(folder)).toHaveLength(1);
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        await store.renew(`id ${at}`, 'a', 'sending');
        expect((await linesOf(folder)).some((line) => line.includes(`"id ${at}"`))).toBe(true);
      }),
    );
    expect((await stat(join(folder, 'starts.log'))).mode & 0o777).toBe(0o600);
  });

  test('take little space: the file is written anew when most of it is out of date', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const store = await openAfterKill(folder, clock);
    await store.acquire('kept', 'a', 'f');
    for (let round = 0; round < 50; round += 1) {
      await Promise.all(Array.from({ length: 100 }, () => store.renew('kept', 'a', 'sending')));
    }
    expect((await linesOf(folder)).length).toBeLessThan(5_000);
    expect(await readdir(folder)).toEqual(['starts.length', 'starts.log']);
    expect(await (await openAfterKill(folder, clock)).acquire('kept', 'b', 'f')).toMatchObject({ sentAgo: 0 });
  });

  test('of a process whose lock was taken over start nothing, and leave the file of the other process as it is', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    let isHeld = true;
    const one = await openAfterKill(folder, clock, { ...heldLock(), isHeld: async () => isHeld });
    await one.acquire('id', 'a', 'f');
    isHeld = false;
    const other = await openAfterKill(folder, clock);
    await other.finish('others', 'f', job);
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(one.renew('id', 'a', 'sending')).rejects.toThrow('another process');
    }
    const third = await openAfterKill(folder, clock);
    expect(await third.acquire('others', 'b', 'f')).toMatchObject({ kind: 'finished' });
  });

  test('whose last entries are missing trust nothing that they do not have, wherever the file was cut', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const store = await openAfterKill(folder, clock);
    clock.advance(10 * settledAfter);
    for (const id of ['a', 'b', 'c']) {
      await store.acquire(id, 'a', 'f');
      await store.renew(id, 'a', 'sending');
      await store.finish(id, 'f', job);
    }
    await store.close();
    const lines = (await linesOf(folder)).map((line) => `${line}\n`);
    const length = await readFile(join(folder, 'starts.length'), 'utf8');
    const ageOfUnknown = async (text: string, kept: string | null) => {
      await writeFile(join(folder, 'starts.log'), text);
      if (kept === null) await rm(join(folder, 'starts.length'));
      else await writeFile(join(folder, 'starts.length'), kept);
      const opened = await openAfterKill(folder, clock);
      const { memoryAge } = (await opened.acquire('unknown', 'b', 'f')) as { memoryAge: number };
      await opened.close();
      return memoryAge;
    };
    for (let at = 0; at < lines.length; at += 1) {
      const whole = lines.slice(0, at).join('');
      expect(await ageOfUnknown(whole, length)).toBe(0);
      expect(await ageOfUnknown(whole + lines[at]?.slice(0, 20), length)).toBe(0);
    }
    expect(await ageOfUnknown(lines.join(''), length)).toBeGreaterThan(settledAfter);
    // An entry that was not written to its end was not sent.
    expect(await ageOfUnknown(`${lines.join('')}0123`, length)).toBeGreaterThan(settledAfter);
    expect(await ageOfUnknown(lines.join(''), null)).toBe(0);
    expect(await ageOfUnknown(lines.join(''), 'garbage')).toBe(0);
  });

  test('made with another secret are not opened until they are forgotten: each would be sent again', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    const open = (digest: string) =>
      openFileReservations({ folder, leaseTtl, settledAfter, secretDigest: digest, clock, log });
    const one = await open('one');
    await one.finish('id', 'f', job);
    await one.close();
    await expect(open('other')).rejects.toMatchObject({
      faults: [expect.stringContaining(`STATE_DIR: ${folder} has starts with another secret (START_SECRET`)],
    });
    const again = await open('one');
    clock.advance(49 * 3_600_000);
    await again.acquire('late', 'a', 'f');
    await again.renew('late', 'a', 'sending');
    await again.renew('late', 'a', 'notExecuted');
    await again.release('late', 'a', true);
    await again.close();
    await (await open('other')).close();
  });

  test('that cannot be written start nothing, and go on once they can be written', async () => {
    const folder = await newFolder();
    const clock = createClock({ speed: 0 });
    let isHeld = true;
    const store = await openAfterKill(folder, clock, { ...heldLock(), isHeld: async () => isHeld });
    await store.acquire('id', 'a', 'f');
    isHeld = false;
    await expect(store.renew('id', 'a', 'sending')).rejects.toThrow();
    // The file is written anew: here its name is taken.
    await mkdir(join(folder, 'starts.log.draft'));
    isHeld = true;
    await expect(store.renew('id', 'a', 'sending')).rejects.toThrow('EISDIR');
    await rm(join(folder, 'starts.log.draft'), { recursive: true });
    expect(await store.renew('id', 'a', 'sending')).toBe(true);
    const other = await openAfterKill(folder, clock);
    expect(await other.acquire('id', 'b', 'f')).toMatchObject({ sentAgo: expect.any(Number) });
  });
});

describe('the lock of a state folder', () => {
  const open = (folder: string) => openFileReservations({ folder, leaseTtl, settledAfter, secretDigest, log });
  const writeLock = (folder: string, holder: object | string) =>
    writeFile(join(folder, 'starts.lock'), typeof holder === 'string' ? holder : JSON.stringify(holder));

  test('refuses a second process while the first one runs, and not after it', async () => {
    const folder = await newFolder();
    const one = await open(folder);
    await expect(open(folder)).rejects.toMatchObject({
      faults: [
        expect.stringMatching(
          `^STATE_DIR: ${folder} is used by process ${process.pid}\\. Two gateways cannot share it`,
        ),
      ],
    });
    await one.close();
    await (await open(folder)).close();
    expect(await readdir(folder)).toEqual(['starts.length', 'starts.log']);
  });

  test.each([
    ['a process that does not exist', { pid: 2 ** 30, startedAt: null, id: 'x' }],
    ['an earlier process with the same id', { pid: process.pid, startedAt: '1', id: 'x' }],
    ['nobody, because it was not written to its end', '{"pid":'],
  ])('of %s is taken over', async (_, holder) => {
    const folder = await newFolder();
    await writeLock(folder, holder);
    const store = await open(folder);
    await store.acquire('id', 'a', 'f');
    expect(await store.renew('id', 'a', 'sending')).toBe(true);
    await writeLock(folder, { pid: 1, startedAt: '1', id: 'of another container' });
    await expect(store.renew('id', 'a', 'sending')).rejects.toThrow('another process');
    await store.close();
    expect(await readdir(folder)).toContain('starts.lock');
  });
});

test.skipIf(process.platform !== 'linux')(
  'the lock of a killed process whose parent has not noticed is taken over',
  async () => {
    const folder = await newFolder();
    // A parent that never waits for its child, which ends with its input.
    const parent = startChild('sh', ['-c', 'read line <&3 & echo $!; exec sleep 60 3<&-'], {
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const [line] = await once(parent.stdout as Readable, 'data');
    const pid = Number(String(line));
    await vi.waitFor(async () => expect(await readFile(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n'), 20_000);
    (parent.stdio[3] as Writable).end();
    const stat = () => readFile(`/proc/${pid}/stat`, 'utf8').then((text) => text.split(') ')[1]?.split(' ') ?? []);
    await vi.waitFor(async () => expect((await stat())[0]).toBe('Z'), 20_000);
    await writeFile(join(folder, 'starts.lock'), JSON.stringify({ pid, startedAt: (await stat())[19], id: 'x' }));
    await (await openFileReservations({ folder, leaseTtl, settledAfter, secretDigest, log })).close();
  },
);

describe('the text of the file', () => {
  const reservation = { fingerprint: 'f', sentAt: 20, started: null, since: 1 };
  const entries: StartLogEntry[] = [
    { kind: 'begin', at: 1, completeSince: 1 },
    { kind: 'reservation', at: 10, id: 'a', reservation: { ...reservation, sentAt: 10 } },
    { kind: 'reservation', at: 20, id: 'b', reservation },
    { kind: 'reservation', at: 30, id: 'a', reservation: { ...reservation, sentAt: null, started: job } },
    { kind: 'time', at: 35 },
    { kind: 'forgotten', at: 40, id: 'b' },
  ];
  const lines = entries.map(formatEntry);
  const text = lines.join('');
  const ends = lines.map((_, at) => lines.slice(0, at + 1).join('').length);

  test('cut at any byte has each entry that was complete, and is not damaged', () => {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const complete = ends.filter((end) => end <= cut).length;
      const { reservations, time, isDamaged } = parseStartLog(text.slice(0, cut));
      expect([cut, isDamaged]).toEqual([cut, complete === 0 && cut > 0]);
      expect(reservations.has('a')).toBe(complete >= 2);
      expect(reservations.has('b')).toBe(complete >= 3 && complete < 6);
      expect(reservations.get('a')?.reservation.started ?? null).toEqual(complete >= 4 ? job : null);
      if (complete > 0) expect(time).toBe(entries[complete - 1]?.at);
      expect(parseStartLog(text.slice(0, cut), text.length).isDamaged).toBe(cut < text.length);
    }
  });

  test('with any byte changed is damaged, unless it is in the last line: no start before it counts as never sent', () => {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { isDamaged, time, completeSince, reservations } = parseStartLog(changed.toString());
      // A last line without its line break was not written to its end.
      expect([at, isDamaged]).toEqual([at, at !== bytes.length - 1]);
      if (!isDamaged) continue;
      expect(completeSince).toBe(time);
      for (const { reservation: its } of reservations.values()) {
        // The entry that is missing can have said that it was sent again.
        if (!its.started) expect(its).toMatchObject({ since: time, sentAt: time });
      }
    }
  });

  test('with a line left out, doubled or without its begin is read or damaged, and never an error', () => {
    expect(parseStartLog(lines.slice(1).join('')).isDamaged).toBe(true);
    expect(parseStartLog(lines.join('\n')).isDamaged).toBe(true);
    expect(parseStartLog(text + text).isDamaged).toBe(true);
    expect(parseStartLog(text.repeat(2).replace(lines[0] ?? '', '')).isDamaged).toBe(true);
    expect(parseStartLog('')).toMatchObject({ isDamaged: false, completeSince: 1, length: 0 });
    expect(parseStartLog('\0'.repeat(4_096)).isDamaged).toBe(true);
  });
});

describe('reservations in memory', () => {
  test('that were pushed out by others count as forgotten', async () => {
    const clock = createClock({ speed: 0 });
    const store = createMemoryReservations({ leaseTtl, clock, maxBytes: 10_000 });
    clock.advance(100_000);
    await store.acquire('old', 'a', 'f');
    clock.advance(10_000);
    expect(await store.acquire('unknown', 'b', 'f')).toMatchObject({ memoryAge: 110_000 });
    for (let at = 0; at < 100; at += 1) await store.finish(`id ${at}`, 'f', job);
    const { memoryAge } = (await store.acquire('old', 'b', 'f')) as { memoryAge: number };
    expect(memoryAge).toBeLessThanOrEqual(10_000);
  });

  test('are not affected by the date of the machine', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const store = createMemoryReservations({ leaseTtl: 3_600_000 });
    await store.acquire('id', 'a', 'f');
    await store.renew('id', 'a', 'sending');
    for (const step of [-30 * 24 * 3_600_000, 60 * 24 * 3_600_000]) {
      vi.setSystemTime(Date.now() + step);
      expect(await store.acquire('id', 'b', 'f')).toEqual({ kind: 'held' });
      const acquisition = await store.acquire('id', 'a', 'f');
      const { sentAgo, memoryAge } = acquisition as { sentAgo: number; memoryAge: number };
      for (const age of [sentAgo, memoryAge]) {
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThan(3_600_000);
      }
    }
  });
});
