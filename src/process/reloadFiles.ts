// From the configured files to what a gateway is served with: at the start, and after each change of a file.
import { type Backend, servedLocations } from '../aws/backend.ts';
import { ConfigError } from '../config/configError.ts';
import type { Reloadable } from '../reloadGateway.ts';
import type { Gateway } from '../serve.ts';
import type { ConfiguredFiles, ReloadedFiles } from './configuredFiles.ts';
import type { OpenBackend } from './openBackend.ts';

/** Throws a ConfigError if the policy or the routes name what the backend does not serve. */
export function reloadableOf(read: ReloadedFiles, backend: Backend): Reloadable {
  const { authenticator, prices, routes, persistedDocuments } = read;
  const faults = read.faultsAt(servedLocations(backend));
  if (faults.length > 0) throw new ConfigError(faults);
  return { backend, authenticator, prices, routes, persistedDocuments };
}

export interface FileReloadOptions {
  files: Pick<ConfiguredFiles, 'read'>;
  /** What the gateway was served with, and the accounts of that. */
  first: { reloadable: Reloadable; accounts: ReloadedFiles['accounts'] };
  opened: Pick<OpenBackend, 'withAccounts'>;
  gateway: Pick<Gateway, 'reload'>;
}

/** Reads the files and applies them to the gateway. The result names what has changed. Rejects without effect if one has a fault. */
export function createFileReload({ files, first, opened, gateway }: FileReloadOptions): () => Promise<string[]> {
  let { accounts, reloadable: present } = first;
  return async () => {
    const read = await files.read();
    const { withAccounts } = opened;
    const moved = read.accounts === accounts ? undefined : read.accounts;
    const backend = moved && withAccounts ? await withAccounts(moved) : present.backend;
    const before = present;
    const next = reloadableOf(read, backend);
    await gateway.reload(next);
    // Not before: what could not be applied is still a change at the next time.
    present = next;
    accounts = read.accounts;
    const parts = {
      accounts: 'backend',
      access: 'authenticator',
      routes: 'routes',
      prices: 'prices',
      documents: 'persistedDocuments',
    } as const;
    return Object.entries(parts).flatMap(([name, part]) => (present[part] === before[part] ? [] : [name]));
  };
}
