// Started by memory.slow.test.ts with the name of a store: measures the growth of the heap by 100,000 keys, in bytes.
import { usedHeap } from '../support/usedHeap.ts';
import { stores } from './stores.ts';

const [, , name = ''] = process.argv;
const before = usedHeap();
const use = stores[name]?.open();
for (let index = 0; index < 100_000; index += 1) await use?.(index);
process.send?.(usedHeap() - before);
// In use until here.
await use?.(0);
process.disconnect?.();
