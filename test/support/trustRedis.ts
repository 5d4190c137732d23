// Makes the reservations in a Redis as trusted as hours after its start: it can have forgotten no start that AWS does not
// list yet. For tests of what is usual; test/starts/lostMemory.test.ts has the rest.
import { reservationMemoryKey } from '../../src/storage/redis/keys.ts';
import type { TestRedis } from './startRedis.ts';

/** Once a gateway has started. */
export async function trustRedis({ client }: Pick<TestRedis, 'client'>): Promise<void> {
  if ((await client.exists(reservationMemoryKey)) !== 1) throw new Error('no gateway has used this Redis yet');
  await client.hset(reservationMemoryKey, { lostAt: 0, staleAt: 0 });
}
