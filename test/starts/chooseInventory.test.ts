import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import { chooseInventory, newestInventory } from '../../src/starts/chooseInventory.ts';

const now = Date.UTC(2026, 0, 15, 12);
const hour = 3_600_000;

const inventory = (jobId: string, startedAgo: number, endedAgo: number | null, Format = 'JSON', StatusCode?: string) =>
  toGlacierJob({ accountId: '111122223333', region: 'us-east-1', vaultName: 'v' })({
    JobId: jobId,
    Action: 'InventoryRetrieval',
    VaultARN: 'arn:aws:glacier:us-east-1:111122223333:vaults/v',
    CreationDate: new Date(now - startedAgo).toISOString(),
    Completed: endedAgo !== null,
    CompletionDate: endedAgo === null ? undefined : new Date(now - endedAgo).toISOString(),
    StatusCode: (StatusCode ?? (endedAgo === null ? 'InProgress' : 'Succeeded')) as 'Succeeded',
    InventoryRetrievalParameters: { Format },
  });

const choose = (jobs: ReturnType<typeof inventory>[], maxAgeSeconds: number) => {
  const chosen = chooseInventory(jobs, { format: 'JSON', maxAgeSeconds }, now);
  return chosen && `${chosen.source} ${chosen.job.jobId}`;
};

describe('the choice among the inventories of a vault', () => {
  const young = inventory('young', 5 * hour, hour);
  const old = inventory('old', 12 * hour, 8 * hour);
  const running = inventory('running', 2 * hour, null);
  const later = inventory('later', hour, null);

  test('reuses the newest ended one rather than one in progress', () => {
    expect(choose([old, later, young, running], 24 * 3600)).toBe('REUSED young');
  });

  test('joins the first started one in progress if all ended ones are too old', () => {
    expect(choose([old, later, running, young], 3599)).toBe('JOINED running');
    expect(choose([old, young], 3599)).toBeNull();
    expect(choose([old, young], 3600)).toBe('REUSED young');
  });

  test('does not join one that has been in progress for more than a day: it may never end', () => {
    const stuck = inventory('stuck', 25 * hour, null);
    expect(choose([stuck, old], 3599)).toBeNull();
    expect(choose([stuck, later], 3599)).toBe('JOINED later');
    expect(choose([inventory('slow', 24 * hour, null)], 0)).toBe('JOINED slow');
  });

  const unknown = (jobId: string, startedAgo: number) => inventory(jobId, startedAgo, null, 'JSON', 'Hibernating');

  test('joins a job of an unknown status only if none is in progress, and only for a day', () => {
    expect(choose([unknown('older', 3 * hour), unknown('newer', 2 * hour), old], 0)).toBe('JOINED newer');
    expect(choose([unknown('newer', hour), running], 0)).toBe('JOINED running');
    expect(choose([unknown('newer', hour), young], 24 * 3600)).toBe('REUSED young');
    expect(choose([unknown('days', 25 * hour)], 0)).toBeNull();
  });

  test('never reuses a job that completed in an unknown status', () => {
    expect(choose([inventory('ended', 2 * hour, hour, 'JSON', 'Abandoned')], 24 * 3600)).toBeNull();
  });

  test('takes a job without parameters for one in JSON, the default of AWS', () => {
    const bare = { ...running, inventoryRetrievalParameters: null };
    expect(choose([bare], 0)).toBe('JOINED running');
    expect(chooseInventory([bare], { format: 'CSV', maxAgeSeconds: 0 }, now)).toBeNull();
    expect(newestInventory([bare], { format: 'JSON' })).toBe('running');
  });

  test('reuses a job whose end AWS does not date by its start', () => {
    expect(choose([{ ...young, completionDate: null }], 5 * 3600)).toBe('REUSED young');
    expect(choose([{ ...young, completionDate: null }], 4 * 3600)).toBeNull();
  });

  test('ignores failed ones and other formats', () => {
    const failed = inventory('failed', 5 * hour, hour, 'JSON', 'Failed');
    expect(
      choose([failed, inventory('csv', 5 * hour, hour, 'CSV'), inventory('csv2', hour, null, 'CSV')], 24 * 3600),
    ).toBe(null);
  });

  test('does not depend on the order of the list, nor does the newest', () => {
    const some = fc.array(
      fc
        .tuple(fc.nat(40), fc.option(fc.nat(40)), fc.constantFrom('JSON', 'CSV'), fc.uuid())
        .map(([started, ended, format, id]) =>
          inventory(id, started * hour, ended === null ? null : ended * hour, format),
        ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, fc.nat(40), (jobs, age) => {
        const back = [...jobs].reverse();
        const of = (list: typeof jobs) => {
          const chosen = chooseInventory(list, { format: 'JSON', maxAgeSeconds: age * 3600 }, now);
          return chosen && [chosen.source, (chosen.job.completionDate ?? chosen.job.creationDate).getTime()];
        };
        expect(of(back)).toEqual(of(jobs));
        expect(newestInventory(back, { format: 'JSON' })).toBe(newestInventory(jobs, { format: 'JSON' }));
        const chosen = chooseInventory(jobs, { format: 'JSON', maxAgeSeconds: age * 3600 }, now);
        if (chosen?.source !== 'REUSED') return;
        const endedAgo = now - (chosen.job.completionDate?.getTime() ?? 0);
        expect(endedAgo).toBeLessThanOrEqual(age * hour);
        expect(endedAgo).toBeLessThan(24 * hour);
      }),
    );
  });
});
