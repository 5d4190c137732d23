// A run of vitest for startChild.test.ts: one test that starts every kind of child process, and waits to be killed.
import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/support/killed/startAndWait.ts'],
    // vitest waits so long for the worker that is gone, ten seconds by default.
    teardownTimeout: 500,
  },
});
