// vitest's setup file. vitest loads it anew for each test file, but what it imports once in a worker.
import { chai } from 'vitest';
import './guardProcess.ts';
import './seedFastCheck.ts';

// Proxies take a third of the time of an expect(). They find misspelt assertions, and so does TypeScript.
chai.config.useProxy = false;

// As in Node. vitest sets 100: the stacks of errors that tests expect would take a second of the unit tests.
Error.stackTraceLimit = 10;
