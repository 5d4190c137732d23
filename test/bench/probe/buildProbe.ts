// Starts gateways with a probe in them.
import { asTheGateway } from '../../../scripts/bundles.ts';
import { bundle } from '../bundle.ts';
import { type ServerProcess, startProcess } from '../process.ts';
import type { startProbe } from './startProbe.ts';

export interface Probed extends AsyncDisposable {
  startGateway(main: string, env: Record<string, string>): Promise<ServerProcess>;
}

const probe = {
  folder: import.meta.dirname,
  file: './startProbe.ts',
  start: 'startProbe' satisfies keyof { startProbe: typeof startProbe },
};

export async function buildProbe(): Promise<Probed> {
  const built = await bundle(probe, asTheGateway);
  return {
    startGateway: (main, env) =>
      startProcess(
        ['--expose-gc', '--require', built.main, main, '--backend', 'aws'],
        { ...env, PORT: '0', LOG_LEVEL: 'silent' },
        { acceptsCommands: true },
      ),
    [Symbol.asyncDispose]: built[Symbol.asyncDispose],
  };
}
