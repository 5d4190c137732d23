// The hash of a download that is interrupted and resumed, for any bytes and any places.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutputCheck } from '../../src/outputs/downloads/outputCheck.ts';
import { createSentOutputs } from '../../src/outputs/downloads/sentOutputs.ts';
import { TreeHasher } from '../../src/outputs/downloads/treeHasher.ts';

const mebibyte = 1024 ** 2;
const job = { accountId: '111122223333', region: 'us-east-1', vaultName: 'photos', jobId: 'job' };

/** Bytes that differ everywhere. */
function content(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 32) createHash('sha256').update(String(at)).digest().copy(bytes, at);
  return bytes;
}

const treeHash = (bytes: Buffer): string => {
  const hasher = new TreeHasher();
  hasher.update(bytes);
  return hasher.digest();
};

const bytes = content(3 * mebibyte + 12_345);
const sha256TreeHash = treeHash(bytes);

const flipped = (at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

/** Sends the first bytes of a source, and is interrupted. */
function interrupt(sent: ReturnType<typeof createSentOutputs>, source: Buffer, length: number): void {
  const check = new OutputCheck({ sha256TreeHash });
  const end = sent.track(job, check);
  check.update(source.subarray(0, length));
  end(true);
}

/** Whether the rest, for a client that has so many bytes, passes; null if it cannot be checked. */
function resume(sent: ReturnType<typeof createSentOutputs>, source: Buffer, has: number): boolean | null {
  const point = sent.resumeAt(job, has);
  if (!point) return null;
  expect(point.checkpoint.bytes).toBeLessThanOrEqual(has);
  const check = new OutputCheck({ sha256TreeHash, ...point });
  check.update(source.subarray(point.checkpoint.bytes));
  return check.isCorrect();
}

const places = fc.nat({ max: bytes.length - 1 });

describe('a resumed download', () => {
  test('is correct if all that was sent and is sent is correct', () => {
    fc.assert(
      fc.property(places, places, (length, part) => {
        const sent = createSentOutputs();
        interrupt(sent, bytes, length);
        expect(resume(sent, bytes, Math.min(length, part))).toBe(true);
      }),
      { seed: 15, numRuns: 20 },
    );
  });

  test('is wrong if any byte was wrong that was sent before, or is sent now', () => {
    fc.assert(
      fc.property(places, places, places, (length, part, wrong) => {
        const has = Math.min(length, part);
        const before = createSentOutputs();
        interrupt(before, flipped(wrong), length);
        if (wrong < length) expect(resume(before, bytes, has)).toBe(false);
        const now = createSentOutputs();
        interrupt(now, bytes, length);
        if (wrong >= has) expect(resume(now, flipped(wrong), has)).toBe(false);
      }),
      { seed: 15, numRuns: 20 },
    );
  });

  test('cannot be checked if the client has more than it was sent here, or if it was forgotten', () => {
    const sent = createSentOutputs();
    expect(sent.resumeAt(job, 0)).toBeNull();
    interrupt(sent, bytes, 1000);
    expect(resume(sent, bytes, 1001)).toBeNull();
    expect(resume(sent, bytes, 1000)).toBe(true);
    sent.forget(job);
    expect(sent.resumeAt(job, 1000)).toBeNull();
  });

  test('is checked while the gateway still sends to the client that has gone away', () => {
    const sent = createSentOutputs();
    const check = new OutputCheck({ sha256TreeHash });
    const end = sent.track(job, check);
    check.update(flipped(10).subarray(0, 2 * mebibyte));
    expect(resume(sent, bytes, mebibyte)).toBe(false);
    end(false);
    expect(sent.resumeAt(job, mebibyte)).toBeNull();
  });
});
