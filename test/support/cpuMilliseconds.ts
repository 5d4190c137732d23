// The CPU time that something takes in this process: the client, the gateway and the simulator. Other processes do not change it,
// as they do the wall clock. What hangs is ended by the timeout of its test.

export async function cpuMilliseconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
