// Records every connection that this process opens until the end of the test, as host:port.
import { Socket } from 'node:net';
import { onTestFinished, vi } from 'vitest';

export function watchConnections(): string[] {
  const opened: string[] = [];
  const { connect } = Socket.prototype;
  const spy = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function (this: Socket, ...args: unknown[]) {
    const [first] = args.flat();
    const { host, port } = first as { host?: string; port?: number | string };
    opened.push(`${host}:${port}`);
    return (connect as (...all: unknown[]) => Socket).apply(this, args);
  });
  onTestFinished(() => spy.mockRestore());
  return opened;
}
