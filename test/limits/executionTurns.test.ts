// The order of executions on the event loop, with injected time: work advances the clock.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { CpuBudget } from '../../src/limits/cpuBudget.ts';
import { ExecutionTurns } from '../../src/limits/executionTurns.ts';

function world() {
  const clock = createClock({ speed: 0, startAt: 0 });
  const cpu = new CpuBudget({ percent: 25, clock });
  let used = 0;
  const readings = { count: 0 };
  const cpuTime = () => {
    readings.count += 1;
    return used;
  };
  const turns = new ExecutionTurns(cpu, { clock, cpuTime });
  const done: string[] = [];
  const work = (name: string, milliseconds: number) => {
    done.push(name);
    clock.advance(milliseconds);
    used += milliseconds;
    cpu.charge(milliseconds);
  };
  /** An operation that takes so long when it begins, and again for each of its lists. */
  const run = async (owner: string, name: string, milliseconds: number, lists = 0) => {
    const execution = await turns.begin(owner);
    execution.expect({ nodes: lists * 1_000, awsCalls: 0 });
    work(name, milliseconds);
    for (let list = 1; list <= lists; list += 1) {
      await execution.takeTurn();
      work(`${name}.${list}`, milliseconds);
    }
    execution.end();
  };
  return { clock, cpu, turns, done, work, run, readings };
}

describe('executions', () => {
  test('begin at once, in the order of their arrival, until the turn of the loop has taken its time', async () => {
    const { done, run } = world();
    let loopTurn = 0;
    setImmediate(() => {
      loopTurn += 1;
    });
    const turnsOf: number[] = [];
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => run('caller', name, 4).then(() => turnsOf.push(loopTurn))));
    expect(done).toEqual(names);
    expect(turnsOf).toEqual([0, 0, 0, 1, 1]);
  });

  test('of the caller that has used the least CPU time come first', async () => {
    const { done, run } = world();
    const heavy = ['h1', 'h2', 'h3', 'h4'].map((name) => run('heavy', name, 50));
    const light = ['l1', 'l2'].map((name) => run('light', name, 1));
    await Promise.all([...heavy, ...light]);
    expect(done).toEqual(['h1', 'l1', 'l2', 'h2', 'h3', 'h4']);
  });

  test('take a turn for each list, so that others come between', async () => {
    const { done, run } = world();
    const heavy = run('heavy', 'h', 50, 5);
    await nextTurn();
    const light = run('light', 'l', 1, 1);
    await Promise.all([heavy, light]);
    const place = (name: string) => done.indexOf(name);
    expect(place('l')).toBeLessThan(place('h.3'));
    expect(place('l.1')).toBeLessThan(place('h.4'));
    expect(done.at(-1)).toBe('h.5');
  });

  test('of a caller whose parts are long rest between them while others are served, so that it uses a quarter', async () => {
    const { clock, done, run, turns } = world();
    const light = await turns.begin('light');
    const heavy = run('heavy', 'h', 40, 3);
    const pass = async (milliseconds: number) => {
      for (let loopTurn = 0; loopTurn < 5; loopTurn += 1) await nextTurn();
      clock.advance(milliseconds);
      for (let loopTurn = 0; loopTurn < 5; loopTurn += 1) await nextTurn();
    };
    await pass(119);
    expect(done).toEqual(['h']);
    await pass(1);
    expect(done).toEqual(['h', 'h.1']);
    await pass(120);
    expect(done).toEqual(['h', 'h.1', 'h.2']);
    light.end();
    await heavy;
    expect(done).toEqual(['h', 'h.1', 'h.2', 'h.3']);
  });

  test('that have begun come before those of the same caller that have not, the oldest first', async () => {
    const { done, run } = world();
    await Promise.all([run('a', 'first', 20, 2), run('a', 'second', 20, 2), run('a', 'third', 20)]);
    expect(done).toEqual(['first', 'first.1', 'first.2', 'second', 'second.1', 'second.2', 'third']);
  });

  test('that are short cost one reading of the CPU time in five milliseconds', async () => {
    const { done, run, readings } = world();
    for (let index = 0; index < 100; index += 1) await run('caller', `${index}`, 0.25);
    expect(done.length).toBe(100);
    expect(readings.count).toBe(5);
  });

  test('of a caller that is alone are not refused, however long earlier ones wait', async () => {
    const { cpu, run, turns } = world();
    const waiting = [run('a', '1', 20), run('a', '2', 20)];
    cpu.charge(60_000);
    expect(turns.refusalOf('a')).toBeNull();
    await Promise.all(waiting);
  });

  test('are refused while earlier ones of the caller have waited for two seconds of CPU time; those of others are not', async () => {
    const { clock, cpu, done, run, turns } = world();
    await run('b', 'present', 1);
    await nextTurn();
    const waiting = [run('a', '1', 20), run('a', '2', 20)];
    await Promise.resolve();
    clock.advance(5_000);
    cpu.charge(2_000);
    expect(turns.refusalOf('a')).toBeNull();
    cpu.charge(1);
    expect(turns.refusalOf('a')).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 2 });
    await expect(run('a', '3', 20)).rejects.toThrow('busy with your earlier requests');
    const event = turns.beginEvent('a').then((execution) => execution.end());
    await Promise.all([...waiting, run('b', 'other', 1), event]);
    expect(done).toContain('other');
    expect(turns.refusalOf('a')).toBeNull();
  });

  test('that wait are refused if their caller is by then', async () => {
    const { cpu, done, run, turns, work } = world();
    const other = run('other', 'other', 1);
    const first = turns.begin('heavy').then((execution) => {
      execution.expect({ nodes: 20_000, awsCalls: 0 });
      work('first', 5_000);
      cpu.observeLoop(true);
      execution.end();
    });
    const second = run('heavy', 'second', 20);
    await expect(second).rejects.toThrow('MAX_CALLER_CPU_PERCENT');
    await Promise.all([other, first]);
    expect(done).toEqual(['other', 'first']);
  });

  describe('as a step', () => {
    const refuse = () => 'refused';

    test('are done at once, without a promise, if they wait for nothing', async () => {
      const { turns, work, done } = world();
      const results = ['a', 'b'].map((name) => turns.run('caller', () => work(name, 4), refuse));
      expect(results).toEqual([undefined, undefined]);
      expect(done).toEqual(['a', 'b']);
      expect(turns.run('caller', () => 'result', refuse)).toBe('result');
    });

    test('wait when the turn of the loop has taken its time, and while others work', async () => {
      const { turns, work, done, run } = world();
      void turns.run('caller', () => work('long', 11), refuse);
      const second = turns.run('caller', () => work('second', 1), refuse);
      expect(second).toBeInstanceOf(Promise);
      await second;
      await nextTurn();
      const first = run('caller', 'first', 1);
      const third = turns.run('caller', () => work('third', 1), refuse);
      expect(third).toBeInstanceOf(Promise);
      await Promise.all([first, third]);
      expect(done).toEqual(['long', 'second', 'first', 'third']);
    });

    test('end with their work, whether it returns, throws, resolves or rejects', async () => {
      const { turns } = world();
      const executions: { end: () => void }[] = [];
      const ended: number[] = [];
      const observed = (work: () => unknown) => () =>
        turns.run<unknown>(
          'caller',
          (execution) => {
            const number = executions.push(execution);
            const { end } = execution;
            execution.end = () => {
              ended.push(number);
              end();
            };
            return work();
          },
          refuse,
        );
      const failed = new Error('failed');
      const fail = () => {
        throw failed;
      };
      void observed(() => 'returned')();
      expect(observed(fail)).toThrow(failed);
      expect(ended).toEqual([1, 2]);
      const resolved = observed(async () => 'resolved')();
      expect(ended).toEqual([1, 2]);
      expect(await resolved).toBe('resolved');
      await nextTurn();
      await expect(observed(async () => fail())()).rejects.toBe(failed);
      expect(ended).toEqual([1, 2, 3, 4]);
    });

    test('rest after a long part like all others', async () => {
      const { clock, turns, work, done } = world();
      const light = await turns.begin('light');
      await nextTurn();
      void turns.run('heavy', () => work('heavy', 40), refuse);
      const next = turns.run('heavy', () => work('next', 1), refuse);
      for (let loopTurn = 0; loopTurn < 5; loopTurn += 1) await nextTurn();
      clock.advance(119);
      for (let loopTurn = 0; loopTurn < 5; loopTurn += 1) await nextTurn();
      expect(done).toEqual(['heavy']);
      clock.advance(1);
      await next;
      expect(done).toEqual(['heavy', 'next']);
      light.end();
    });

    test('are refused before they begin, also after they have waited', async () => {
      const { cpu, turns, work, run, done } = world();
      const other = run('other', 'other', 1);
      const first = turns.begin('heavy').then((execution) => {
        execution.expect({ nodes: 20_000, awsCalls: 0 });
        work('first', 5_000);
        cpu.observeLoop(true);
        execution.end();
      });
      const second = turns.run('heavy', () => 'done', refuse);
      await Promise.all([other, first]);
      expect(await second).toBe('refused');
      expect(turns.run('heavy', () => 'done', refuse)).toBe('refused');
      expect(done).toEqual(['other', 'first']);
    });
  });
});
