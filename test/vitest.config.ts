// The settings of vitest. `--mode unit` runs the unit tests alone, `--mode slow` the slow ones.
import { join, relative, resolve } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { boardModule } from '../scripts/boardFiles.ts';
import { HeavyFirst } from './support/heavyFirst.ts';
import { ReportForCi } from './support/reportForCi.ts';
import { type Kind, selectTests } from './support/selectTests.ts';

const root = resolve(import.meta.dirname, '..');
const support = (name: string) => join(root, `test/support/${name}.ts`);

const isBoardFiles = /[\\/]endpoints[\\/]boardFiles\.ts$/;

/** A folder that receives the counts and failures of each run, for CI. */
const reports = process.env['TEST_REPORTS'];

export const settings: ViteUserConfig = {
  root,
  // As in the build: see scripts/bundles.ts.
  plugins: [{ name: 'board-files', load: (id) => (isBoardFiles.test(id) ? boardModule() : undefined) }],
  // vite prefers graphql's ES module, and the packages that Node loads get the CommonJS one. Both must be one module instance,
  // or their types do not recognise each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: join(root, 'node_modules/graphql/index.js') }] },
  test: {
    globalSetup: ['guardProcess', 'seedFastCheck'].map(support),
    setupFiles: support('setUpWorker'),
    reporters: reports ? ['default', new ReportForCi(reports)] : ['default'],
    // Nothing of a run remains.
    cache: false,
    // The SDK is pinned. Its warning about the Node versions that it will require is noise in every test file.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    maxWorkers: 2,
    // Loading graphql, Pothos and the SDK for each file takes a third of the time, and proves nothing.
    isolate: false,
    // Many gateways and simulators come and go in a worker: with the default size V8 collects much too often.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: HeavyFirst },
    // Bounds for what hangs, not measures of speed: a busy machine is many times slower than an idle one.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A check is cheap, and the default interval of 50 ms is most of the wait of many tests.
    expect: { poll: { interval: 10, timeout: 30_000 } },
  },
};

/** Of a slow test, and of what it starts: see testTimeout. */
const slowTimeout = 240_000;

const kindOf = (mode: string): Kind => (mode === 'unit' || mode === 'slow' ? mode : 'usual');

export default defineConfig(({ mode }) => ({
  ...settings,
  test: {
    ...settings.test,
    ...(kindOf(mode) === 'slow' ? { testTimeout: slowTimeout, hookTimeout: slowTimeout } : {}),
    include: selectTests(kindOf(mode)).map((file) => relative(root, file)),
    passWithNoTests: false,
  },
}));
