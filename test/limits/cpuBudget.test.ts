// The CPU time of callers, with injected time and CPU time.
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { CpuBudget } from '../../src/limits/cpuBudget.ts';

function budgetOf(percent = 25) {
  const clock = createClock({ speed: 0, startAt: 0 });
  const refused: [string, number, number][] = [];
  const budget = new CpuBudget({ percent, clock, onRefused: (...one) => refused.push(one) });
  /** Executes one operation of a caller in an interval of so many milliseconds, all of CPU time. */
  const execute = (owner: string, milliseconds: number, nodes = 20_000) => {
    const work = budget.begin(owner);
    work.expect({ nodes: nodes, awsCalls: 0 });
    clock.advance(milliseconds);
    budget.charge(milliseconds);
    work.end();
    budget.charge(0);
  };
  const isRefused = (owner: string) => budget.refusalOf(owner) !== null;
  return { budget, clock, execute, isRefused, refused };
}

describe('the CPU time of a caller', () => {
  test('is that of the process while only its executions run', () => {
    const { budget, execute } = budgetOf();
    execute('a', 800);
    expect(budget.usedBy('a')).toBeCloseTo(800);
    expect(budget.usedBy('b')).toBe(0);
  });

  test('is divided by what each execution is expected to need', () => {
    const { budget } = budgetOf();
    const [heavy, light] = [budget.begin('a'), budget.begin('b')];
    heavy.expect({ nodes: 19_975, awsCalls: 0 });
    light.expect({ nodes: 0, awsCalls: 0 });
    budget.charge(801);
    expect([budget.usedBy('a'), budget.usedBy('b')].map(Math.round)).toEqual([800, 1]);
  });

  test('is also that of the AWS calls of each execution, whatever it returns', () => {
    const { budget } = budgetOf();
    const [heavy, light] = [budget.begin('a'), budget.begin('b')];
    heavy.expect({ nodes: 0, awsCalls: 499 });
    light.expect({ nodes: 0, awsCalls: 0 });
    budget.charge(1_000);
    expect([budget.usedBy('a'), budget.usedBy('b')].map(Math.round)).toEqual([999, 1]);
  });

  test('of a query that waits for AWS is not that of others, beyond what it needs itself', () => {
    const { budget } = budgetOf();
    budget.begin('waiting').expect({ nodes: 20_000, awsCalls: 0 });
    for (let index = 0; index < 100; index += 1) {
      const work = budget.begin('busy');
      work.expect({ nodes: 20_000, awsCalls: 0 });
      budget.charge(800);
      work.end();
    }
    const share = budget.usedBy('waiting') / budget.usedBy('busy');
    expect(share).toBeLessThan(0.04);
  });

  test('is not what the process did besides', () => {
    const { budget } = budgetOf();
    budget.begin('a');
    budget.charge(10_000);
    expect(budget.usedBy('a')).toBeLessThanOrEqual(10);
  });

  test('counts for seconds, not for ever', () => {
    const { budget, clock, execute } = budgetOf();
    execute('a', 1_000);
    clock.advance(10_000);
    expect(budget.usedBy('a')).toBeCloseTo(1_000 / Math.E);
    clock.advance(100_000);
    expect(budget.usedBy('a')).toBeLessThan(0.1);
  });
});

describe('while the event loop is late', () => {
  test('the caller that uses most is refused, until it has used no more than its share; the others are served', () => {
    const { budget, clock, execute, isRefused, refused } = budgetOf();
    execute('light', 5, 10);
    for (let index = 0; index < 5; index += 1) execute('heavy', 800);
    expect(isRefused('heavy')).toBe(false);
    budget.observeLoop(true);
    expect([isRefused('heavy'), isRefused('light'), isRefused('new')]).toEqual([true, false, false]);
    expect(budget.isShedding).toBe(true);
    expect(refused).toEqual([['heavy', 100, 4]]);
    expect(budget.refusalOf('heavy')).toMatchObject({
      code: 'RATE_LIMITED',
      message: expect.stringContaining('25 % of its CPU time (MAX_CALLER_CPU_PERCENT)'),
      retryAfterSeconds: 4,
    });
    budget.observeLoop(false);
    expect(isRefused('heavy')).toBe(true);
    clock.advance(4_000);
    expect(isRefused('heavy')).toBe(false);
  });

  test('a caller on a machine that is busy with others is judged by its part of what the gateway gets', () => {
    const { budget, clock, execute, isRefused } = budgetOf();
    execute('light', 5, 10);
    for (let index = 0; index < 5; index += 1) {
      execute('heavy', 100);
      clock.advance(1_000);
    }
    budget.observeLoop(true);
    expect([isRefused('heavy'), isRefused('light')]).toEqual([true, false]);
  });

  test('heavy callers are refused one after the other, the heaviest first', () => {
    const { budget, execute, isRefused } = budgetOf(10);
    execute('b', 1_000);
    execute('a', 2_000);
    execute('c', 50);
    const refusedOf = () => ['a', 'b', 'c'].filter(isRefused);
    budget.observeLoop(true);
    expect(refusedOf()).toEqual(['a']);
    budget.observeLoop(true);
    expect(refusedOf()).toEqual(['a', 'b']);
    budget.observeLoop(true);
    expect(refusedOf()).toEqual(['a', 'b']);
    expect(budget.refusedCallers).toBe(2);
  });

  test('a caller that is alone is refused only as long as that', () => {
    const { budget, execute, isRefused } = budgetOf();
    execute('a', 5_000);
    budget.observeLoop(true);
    expect([isRefused('a'), isRefused('b')]).toEqual([true, false]);
    budget.observeLoop(false);
    expect(isRefused('a')).toBe(false);
  });

  test('nobody is singled out among many callers that use little each', () => {
    const { budget, execute } = budgetOf();
    for (let index = 0; index < 20; index += 1) execute(`caller ${index}`, 50);
    budget.observeLoop(true);
    expect(budget.isShedding).toBe(false);
  });

  test('everybody is refused if it stays late without the heavy caller', () => {
    const { budget, clock, execute } = budgetOf();
    execute('light', 5, 10);
    execute('heavy', 8_000);
    budget.observeLoop(true);
    clock.advance(5_000);
    budget.observeLoop(true);
    expect(budget.isShedding).toBe(true);
    clock.advance(1);
    budget.observeLoop(true);
    expect([budget.isShedding, budget.refusedCallers]).toEqual([false, 1]);
  });
});
