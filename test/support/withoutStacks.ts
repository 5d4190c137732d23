// Errors without stacks, for property tests that make thousands. graphql-js reads the stack of each error that it locates, and
// vitest then maps every line to the sources: that takes most of the time of such a test.

const { stackTraceLimit } = Error;

export async function withoutStacks<Result>(run: () => Promise<Result>): Promise<Result> {
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
