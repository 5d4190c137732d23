// Command channel in a measured process: commands from the bench over the IPC channel.
import process from 'node:process';

export interface Command {
  command: string;
  value?: unknown;
}

export type Commands = Record<string, (value: unknown) => unknown>;

/** Executes commands one after another and sends the result of each. */
export function acceptCommands(commands: Commands): void {
  const all: Commands = { collectGarbage: () => globalThis.gc?.(), ...commands };
  process.on('message', async ({ command, value }: Command) => {
    const carryOut = all[command];
    if (!carryOut) throw new Error(`there is no command ${command}`);
    process.send?.((await carryOut(value)) ?? null);
  });
}
