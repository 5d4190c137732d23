// A run of vitest for startChild.slow.test.ts: one test that starts every kind of child process, and waits to be killed.
import { defineConfig } from 'vitest/config';
import { settings } from '../../vitest.config.ts';

export default defineConfig({
  ...settings,
  test: {
    ...settings.test,
    include: ['test/support/killed/startAndWait.ts'],
    reporters: 'default',
    // vitest waits so long for the worker that is gone, ten seconds by default.
    teardownTimeout: 500,
  },
});
