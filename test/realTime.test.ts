// No test depends on the speed of the machine: a busy one is many times slower than an idle one, and the tests must pass on both.
// A test moves an injected clock, waits for an event, compares an order, or counts calls. What hangs ends at its own timeout.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname);

/** Benchmarks, fuzzing and soak tests measure; they are no part of CI. */
const measuring = /^(?:bench|fuzz|soak)\//;

const tests = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !measuring.test(file) && file !== 'realTime.test.ts')
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

interface Rule {
  refused: RegExp;
  /** Files that may, with the reason. */
  exceptions: Record<string, string>;
}

const ofSystem = /\b(?:Date|systemClock|steadyClock)\.now\(\)/.source;

const rules: Record<string, Rule> = {
  'reads a stopwatch, CPU time or memory': {
    refused:
      /performance\.(?:now|timeOrigin)|hrtime|cpuUsage|cpuSeconds|resourceUsage|memoryUsage|Vm(?:HWM|RSS)|monitorEventLoopDelay|eventLoopUtilization|getHeapStatistics/,
    exceptions: {
      'process/busyNeighbours.slow.test.ts': 'a process uses CPU time; how long that takes is not compared',
      'process/byteBudget.slow.test.ts': 'the peak of a process: what clients send without end is held nowhere',
      'process/lifecycle.slow.test.ts': 'waits until a process comes to rest: a slow machine only makes it wait',
      'process/program.ts': 'the CPU time of the process that comes to rest',
      'process/watchdog.slow.test.ts': 'the watchdog counts CPU time; how long that takes is not compared',
      'support/memoryProbe.ts': 'the heap of a process that does nothing else, after a collection',
      'support/usedHeap.ts': 'the heap of a process that does nothing else, after a collection',
    },
  },
  'compares the time of the machine': {
    refused: new RegExp(`expect\\([^;]*${ofSystem}|${ofSystem} - (?:start|began|before|then)`),
    exceptions: {},
  },
  sleeps: {
    refused: /\bsetTimeout(?: as \w+)? \} from 'node:timers\/promises'|\bsetTimeout\(/,
    exceptions: {
      'core/clock.test.ts': 'a timer that must not fire',
      'fleet/lostReservations.slow.test.ts': 'pauses between the requests of processes',
      'fleet/redisFaults.slow.test.ts': 'a pause of Redis, and pauses between the requests to processes',
      'process/busyNeighbours.slow.test.ts': 'a stopped process; nothing has to happen within the pause',
      'process/byteBudget.slow.test.ts': 'pauses between looks at a process',
      'process/hostileClient.ts': 'pauses between looks at a socket',
      'process/cpuBudget.slow.test.ts': 'pauses between looks at a process',
      'process/lifecycle.slow.test.ts': 'pauses between looks at a process',
      'process/nginx.slow.test.ts': 'nginx has no other time; nothing has to happen within the pause',
      'process/program.ts': 'waits for the build of another worker',
      'process/suspension.slow.test.ts': 'a stopped process; nothing has to happen within the pause',
      'process/watchdog.slow.test.ts': 'a stopped process; nothing has to happen within the pause',
      'starts/modelStores.ts': 'lets writes to a file go on; nothing has to happen within the pause',
      'support/killed/startAndWait.ts': 'a test that is killed while it waits',
    },
  },
  'gives up a wait sooner than a slow machine needs': {
    refused: /(?:\.poll|\.waitFor|\.waitUntil)\([^;]*\btimeout: (?:\d{1,3}|[12]?\d_\d{3})\b/,
    exceptions: {
      'http/downloadInChromium.slow.test.ts': 'each attempt is short, and is repeated for 30 s',
      'http/openGraphiql.ts': 'each attempt is short, and is repeated for 45 s',
    },
  },
};

describe.each(Object.entries(rules))('no test %s', (_, { refused, exceptions }) => {
  test('but the exceptions', () => {
    expect(tests.length).toBeGreaterThan(300);
    const found = tests.filter(({ text }) => refused.test(text)).map(({ file }) => file);
    expect(found.sort()).toEqual(Object.keys(exceptions).sort());
  });
});

test.each([
  ['reads a stopwatch, CPU time or memory', 'const began = performance.now();'],
  ['reads a stopwatch, CPU time or memory', 'const { user } = process.cpuUsage(before);'],
  ['compares the time of the machine', 'expect(systemClock.now() - asked).toBeLessThan(5_000);'],
  ['compares the time of the machine', 'expect(\n  Date.now(),\n).toBeLessThan(end);'],
  ['compares the time of the machine', 'const took = Date.now() - started;'],
  ['sleeps', "import { setTimeout as sleep } from 'node:timers/promises';"],
  ['sleeps', 'await new Promise((resolve) => setTimeout(resolve, 300));'],
  ['gives up a wait sooner than a slow machine needs', 'await expect.poll(count, { timeout: 2_000 }).toBe(1);'],
  ['gives up a wait sooner than a slow machine needs', 'await vi.waitFor(check, { interval: 5, timeout: 500 });'],
])('the rule "%s" refuses: %s', (name, text) => {
  expect(text).toMatch(rules[name]?.refused ?? /^$/);
});

test.each([
  'const token = sign({ exp: Date.now() + 600_000 });',
  'expect(clock.now() - began).toBe(5_000);',
  "import { setImmediate as turn } from 'node:timers/promises';",
  'await expect.poll(count, { timeout: 60_000 }).toBe(1);',
  "vi.useFakeTimers({ toFake: ['performance'] });",
])('no rule refuses: %s', (text) => {
  for (const { refused } of Object.values(rules)) expect(text).not.toMatch(refused);
});
