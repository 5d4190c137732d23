// Started by estimateBytes.slow.test.ts: measures how many bytes sample values take in the heap, and what the estimate says.
import { estimateBytes } from '../../src/core/estimateBytes.ts';
import { usedHeap } from '../support/usedHeap.ts';
import { sampleValues } from './sampleValues.ts';

export interface Measured {
  real: number;
  estimated: number;
}

/** By the estimate. Beside so much, what V8 itself adds while it makes the values is nothing. */
const enough = 16 * 1024 ** 2;

function measure(make: (index: number) => unknown): Measured {
  const count = Math.ceil(enough / estimateBytes(make(0)));
  const values: unknown[] = new Array(count).fill(null);
  const before = usedHeap();
  for (let index = 0; index < count; index += 1) values[index] = make(index);
  const real = usedHeap() - before;
  return { real, estimated: values.reduce<number>((sum, value) => sum + estimateBytes(value), 0) };
}

const measured = Object.entries(sampleValues).map(([kind, make]): [string, Measured] => [kind, measure(make)]);
process.send?.(Object.fromEntries(measured));
process.disconnect?.();
