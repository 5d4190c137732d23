// Several files read at the same time: all of them, or the faults of all.
import { ConfigError } from '../config/configError.ts';

/** Rejects with one ConfigError that has all faults, and may pass if one of them may. Another error comes first. */
export async function allOrFaults<const Pending extends readonly unknown[]>(
  pending: Pending,
): Promise<{ -readonly [Index in keyof Pending]: Awaited<Pending[Index]> }> {
  const settled = await Promise.allSettled(pending);
  const reasons = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  const errors = reasons.map((reason) => {
    if (reason instanceof ConfigError) return reason;
    throw reason;
  });
  if (errors.length > 0) {
    const faults = errors.flatMap((error) => error.faults);
    throw new ConfigError(faults, { mayPass: errors.some(({ mayPass }) => mayPass) });
  }
  // They are fulfilled, so this waits for nothing.
  return Promise.all(pending);
}
