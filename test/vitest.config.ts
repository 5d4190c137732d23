// The settings of vitest, for all tests.
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { HeavyFirst } from './support/heavyFirst.ts';

const guardProcess = [resolve(import.meta.dirname, 'support/guardProcess.ts')];

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: guardProcess,
    setupFiles: guardProcess,
    // Nothing of a run remains.
    cache: false,
    // graphql and Pothos must be one module instance, or their types do not recognise each other. A string is the start of
    // a package name below node_modules. A regular expression would also see the path of the clone, such as glacier-graphql.
    server: { deps: { inline: ['graphql', '@graphql-tools', '@graphql-yoga', '@pothos'] } },
    // The SDK is pinned; which Node it will need one day is no news in every test file.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    maxWorkers: 2,
    // To load graphql, Pothos and the SDK anew for each file takes a third of the time, and proves nothing.
    isolate: false,
    // Many gateways and simulators come and go in a worker: with the usual room V8 collects much too often.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: HeavyFirst },
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A condition that is waited for comes when the machine has time for it: the first key of a simulator's SNS, say.
    expect: { poll: { timeout: 15_000 } },
  },
});
