// The length of the file of reservations, kept in a file beside it. A file that was cut between two lines, or replaced by an
// older one, reads like a whole one, and a start that it does not have would be sent again.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export interface LengthRecord {
  /** In bytes; null if nothing readable was kept. */
  readonly kept: number | null;
  /**
   * Not on the disk yet when it resolves. The end of the process does not lose it, and a power failure leaves an earlier one,
   * which is smaller.
   */
  keep(length: number): Promise<void>;
  close(): Promise<void>;
}

const digits = 16;

export async function openLengthRecord(path: string): Promise<LengthRecord> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const text = (await handle.readFile('utf8')).trim();
  return {
    kept: /^\d{16}$/.test(text) ? Number(text) : null,
    // Always as long, so that no moment finds the file half written.
    keep: async (length) => void (await handle.write(`${String(length).padStart(digits, '0')}\n`, 0)),
    close: () => handle.close(),
  };
}
