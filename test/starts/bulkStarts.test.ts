// Many starts as one call: what becomes of the others if one of them fails with an internal error.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ForbiddenError, GatewayError } from '../../src/core/errors.ts';
import { createBulkStarts } from '../../src/starts/bulkStarts.ts';

function bulkStarts() {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  return { start: createBulkStarts({ milliseconds: 60_000, log }), lines };
}

const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`);

test('jobs that were started are reported, although another start failed with an internal error', async () => {
  const { start, lines } = bulkStarts();
  const sent: string[] = [];
  const outcomes = await start('111122223333/eu-west-1', keys, async (key) => {
    sent.push(key);
    if (key === 'key 3') throw new TypeError('a fault of the gateway');
    return key;
  });
  const kindOf = (key: string) => outcomes.get(key)?.kind;
  expect([...outcomes.keys()].sort()).toEqual([...keys].sort());
  expect(kindOf('key 3')).toBe('failed');
  expect(outcomes.get('key 3')).toMatchObject({
    error: { code: 'INTERNAL_SERVER_ERROR', extensions: { retryable: false } },
  });
  expect(outcomes.get('key 3')).toMatchObject({
    error: { message: expect.stringContaining('look at the job before') },
  });
  expect(JSON.stringify([...outcomes.values()])).not.toContain('a fault of the gateway');
  // Those in flight end; nothing more is sent.
  expect(keys.filter((key) => kindOf(key) === 'started')).toEqual(sent.filter((key) => key !== 'key 3'));
  expect(keys.filter((key) => kindOf(key) === 'notStarted')).toEqual(keys.filter((key) => !sent.includes(key)));
  expect(sent.length).toBeLessThan(keys.length);
  expect(outcomes.get('key 29')).toMatchObject({ error: { message: expect.stringMatching(/^Not sent/) } });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('a fault of the gateway');
  const { errorId } = JSON.parse(lines[0] ?? '{}');
  expect(outcomes.get('key 3')).toMatchObject({ error: { extensions: { errorId } } });
  expect(outcomes.get('key 3')).toMatchObject({ error: { message: expect.stringContaining(errorId) } });
});

test('an error of one archive leaves the others alone, and one that applies to all ends the call', async () => {
  const { start, lines } = bulkStarts();
  const one = await start('111122223333/eu-west-1', keys, async (key) => {
    if (key === 'key 3') throw new GatewayError('NOT_FOUND', 'no such archive');
    return key;
  });
  expect(keys.filter((key) => one.get(key)?.kind !== 'started')).toEqual(['key 3']);
  const all = await start('111122223333/eu-west-1', keys, async () => {
    throw new ForbiddenError('denied');
  });
  expect(keys.filter((key) => all.get(key)?.kind === 'notStarted').length).toBe(keys.length - 8);
  expect(lines).toEqual([]);
});
