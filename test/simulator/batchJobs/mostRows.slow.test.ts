// The most rows of a manifest that the simulator takes.
import { expect, test } from 'vitest';
import { csvRows, MOST_ROWS } from '../../../src/simulator/s3control/manifest/csvRows.ts';

test('refuses more rows than the simulator can run', () => {
  const row = 'abc,d\n';
  const manifest = Buffer.alloc((MOST_ROWS + 1) * row.length, row);
  const reading = csvRows([manifest], { bucket: 0, key: 1, versionId: undefined, width: 2 });
  expect(() => [...reading]).toThrow('more keys than the maximum');
});
