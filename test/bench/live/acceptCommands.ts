// Command channel in a measured process: commands from the bench over the IPC channel.
import process from 'node:process';

export interface Command {
  command: string;
  value?: unknown;
}

export type Commands = Record<string, (value: unknown) => void | Promise<void>>;

/** Executes commands one after another and acknowledges each. */
export function acceptCommands(commands: Commands): void {
  const all: Commands = { collectGarbage: () => globalThis.gc?.(), ...commands };
  process.on('message', async ({ command, value }: Command) => {
    const carryOut = all[command];
    if (!carryOut) throw new Error(`there is no command ${command}`);
    await carryOut(value);
    process.send?.('done');
  });
}
