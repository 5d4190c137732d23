// The CPU time of the main thread, as another thread of the process reads it. Node reports a thread's time to that thread
// alone. Linux has a file for each thread; on other systems the time is that of the whole process, which is a little more.
import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (USER_HZ), on all processors that Node runs on. */
const ticksPerSecond = 100;

/** The positions of utime and stime after the name of the thread, which may contain spaces: proc_pid_stat(5). */
const fields = [11, 12];

export function mainThreadCpuSeconds(): number {
  try {
    // The main thread has the id of the process.
    const stat = readFileSync(`/proc/self/task/${process.pid}/stat`, 'latin1');
    const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.reduce((sum, field) => sum + Number(values[field]), 0);
    if (Number.isFinite(ticks)) return ticks / ticksPerSecond;
  } catch {
    // Not Linux, or no /proc.
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
