// More runs of the model than `npm test` has time for.
import { seeds, testStoredStarts } from './testStoredStarts.ts';

testStoredStarts(seeds(3, 30));
