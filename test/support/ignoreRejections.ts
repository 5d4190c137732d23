// Unhandled rejections of errors that a test made for that purpose. All others fail the test run as usual.
import { afterAll, beforeAll } from 'vitest';

/** For the tests of a file: graphql-js leaves rejections unhandled when an item of a list fails before others. */
export function ignoreRejections(isExpected: (reason: unknown) => boolean): void {
  let others: NodeJS.UnhandledRejectionListener[] = [];
  const listener: NodeJS.UnhandledRejectionListener = (reason, promise) => {
    if (!isExpected(reason)) for (const other of others) other(reason, promise);
  };
  beforeAll(() => {
    others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', listener);
  });
  afterAll(async () => {
    // Node reports what is unhandled at the end of a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners('unhandledRejection');
    for (const other of others) process.on('unhandledRejection', other);
  });
}
