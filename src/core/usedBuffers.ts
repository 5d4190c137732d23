// The buffers of outputs and responses that the process has used and forgotten. V8 counts them in the growth of its heap, and
// would collect the whole heap after each 20 MB of them.
import { GarbageCollector } from './garbageCollector.ts';

export const usedBuffers = new GarbageCollector('minor', 8 * 1024 ** 2);
