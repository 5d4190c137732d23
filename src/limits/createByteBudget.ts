// The byte budget of a gateway, from its options.
import type { Config } from '../config/options.ts';
import { ByteBudget, type OnDisconnect } from './byteBudget.ts';

export const createByteBudget = (
  {
    MAX_CONNECTION_BYTES,
    MAX_CALLER_BYTES,
    MAX_HELD_BYTES,
  }: Pick<Config, 'MAX_CONNECTION_BYTES' | 'MAX_CALLER_BYTES' | 'MAX_HELD_BYTES'>,
  onDisconnect?: OnDisconnect,
): ByteBudget =>
  new ByteBudget({ connection: MAX_CONNECTION_BYTES, caller: MAX_CALLER_BYTES, process: MAX_HELD_BYTES }, onDisconnect);
