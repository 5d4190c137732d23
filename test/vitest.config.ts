import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    // graphql and Pothos must be one module instance, or their types do not recognise each other.
    server: { deps: { inline: [/pothos/, /graphql/] } },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
