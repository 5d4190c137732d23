// The order of test files: the longest are first, while the heaps of the workers are small. Thus no long file is left for one
// worker at the end. No test depends on the order.
import { relative, resolve } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const tests = resolve(import.meta.dirname, '..');

const heavy = [
  'http/operations/knownOperations',
  'gateway/failureContainment',
  'http/subscriptions/cycles',
  'starts/faultyNetwork',
  'http/subscriptions/readers',
  'fleet/',
  'gateway/documents',
  'process/',
  'clients/',
  'gateway/',
  'http/subscriptions/',
  'watch/',
];

const weightOf = ({ moduleId }: TestSpecification): number => {
  const rank = heavy.findIndex((part) => relative(tests, moduleId).startsWith(part));
  return rank < 0 ? heavy.length : rank;
};

export class HeavyFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => weightOf(a) - weightOf(b));
  }
}
