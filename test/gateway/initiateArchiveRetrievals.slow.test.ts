// The most retrievals that one call of initiateArchiveRetrievals may start.
import { test } from 'vitest';
import { expectOthersServed } from './bulkRetrievals.ts';

test('a thousand archive retrievals in one call let other calls reach AWS', () => expectOthersServed(1_000));
