// Several files read at the same time: all of them, or the faults of all.
import { ConfigError } from '../config/configError.ts';

/** Rejects with one ConfigError that has all faults. Another error comes first. */
export async function allOrFaults<const Pending extends readonly unknown[]>(
  pending: Pending,
): Promise<{ -readonly [Index in keyof Pending]: Awaited<Pending[Index]> }> {
  const settled = await Promise.allSettled(pending);
  const reasons = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  const faults = reasons.flatMap((reason) => {
    if (reason instanceof ConfigError) return reason.faults;
    throw reason;
  });
  if (faults.length > 0) throw new ConfigError(faults);
  // They are fulfilled, so this waits for nothing.
  return Promise.all(pending);
}
