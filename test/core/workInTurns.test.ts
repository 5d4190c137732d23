import { describe, expect, test } from 'vitest';
import { itemsPerTurn, WorkInTurns } from '../../src/core/workInTurns.ts';

const items = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** Runs the work, and counts what is visited in each turn of the event loop. */
async function inTurns(work: (visit: () => void) => Promise<unknown>): Promise<number[]> {
  const turns = [0];
  const visit = () => {
    turns.push((turns.pop() ?? 0) + 1);
  };
  let hasEnded = false;
  const turn = () => {
    turns.push(0);
    if (!hasEnded) setImmediate(turn);
  };
  setImmediate(turn);
  await work(visit);
  hasEnded = true;
  return turns;
}

describe('work in turns', () => {
  test('visits all items of all lists, in the order of each', async () => {
    const work = new WorkInTurns();
    const lists = [3, itemsPerTurn, 2 * itemsPerTurn + 1, 0, 7].map(items);
    const visited = await Promise.all(
      lists.map(async (list) => {
        const seen: number[] = [];
        await work.forEach(list, (item) => seen.push(item));
        return seen;
      }),
    );
    expect(visited).toEqual(lists);
  });

  test('of sixty fields with long lists lets the event loop turn between the parts', async () => {
    const work = new WorkInTurns();
    const list = items(3 * itemsPerTurn + 1);
    const turns = await inTurns((visit) => Promise.all(items(60).map(() => work.forEach(list, visit))));
    expect(turns.reduce((sum, visits) => sum + visits)).toBe(60 * list.length);
    expect(Math.max(...turns)).toBe(itemsPerTurn);
    expect(turns.length).toBeGreaterThanOrEqual((60 * list.length) / itemsPerTurn);
  });

  test('on short lists takes no turn', async () => {
    const work = new WorkInTurns();
    let hasTurned = false;
    setImmediate(() => (hasTurned = true));
    for (let list = 0; list < 10; list += 1) await work.forEach(items(itemsPerTurn / 10), () => undefined);
    expect(hasTurned).toBe(false);
  });

  test('rejects a list that exceeds the bound of all lists together, before its first item', async () => {
    const work = new WorkInTurns(10);
    const visited: number[] = [];
    await work.forEach(items(8), (item) => visited.push(item));
    const tooMuch = work.forEach(items(3), (item) => visited.push(item));
    await expect(tooMuch).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/^The operation examines more than 10 jobs/),
    });
    expect(visited).toEqual(items(8));
  });
});
