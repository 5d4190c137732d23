// The list of vaults for a caller who may read some of them: without the others, without an empty last page, and without
// names of others in its markers.
import type { Access } from '../access/access.ts';
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import type { Seal } from '../core/createSeal.ts';
import { InvalidInputError } from '../core/errors.ts';
import { type Location, locationKey } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import { type PageBounds, readPages } from '../core/readPages.ts';
import { joinSkipped, noneSkipped, visibleSkipped } from '../core/skippedRecords.ts';

export type VaultPages = (location: Location, request: PageRequest) => Promise<Page<VaultRecord>>;

export function visibleVaults(
  read: VaultPages,
  access: Access,
  /** AWS's markers contain names of vaults that the caller may not know. */
  { seal, open }: Seal,
  bounds: PageBounds,
): VaultPages {
  /** The next page is read in advance, to know whether it contains a vault that the caller may read. */
  const pages = new Map<string, Promise<Page<VaultRecord>>>();
  const readVisible = (location: Location, marker: string | null): Promise<Page<VaultRecord>> => {
    const key = `${locationKey(location)} ${marker ?? ''}`;
    const page =
      pages.get(key) ??
      read(location, { limit: listVaultsLimit, marker }).then(({ items, marker: next, skipped = noneSkipped }) => ({
        items: items.filter((vault) => access.allows('read', vault)),
        marker: next,
        skipped: visibleSkipped(skipped, (vaultName) => access.allows('read', { ...location, vaultName })),
      }));
    pages.set(key, page);
    return page;
  };
  const readPart = async (location: Location, { marker: sealed }: PageRequest): Promise<Page<VaultRecord>> => {
    const marker = sealed === null ? null : open(sealed);
    if (sealed !== null && marker === null) throw new InvalidInputError(['after'], 'after: not a cursor of this list.');
    let first: Page<VaultRecord> | null = null;
    let next: string | null = null;
    let skipped = noneSkipped;
    for await (const page of readPages((at) => readVisible(location, at), { ...bounds, from: marker })) {
      if (first && page.items.length > 0) break;
      first ??= page;
      next = page.marker;
      skipped = joinSkipped([skipped, page.skipped]);
    }
    return { items: first?.items ?? [], marker: next === null ? null : seal(next), skipped };
  };
  return async (location, request) => {
    switch (access.vaultsIn(location)) {
      case 'none':
        return { items: [], marker: null };
      case 'some':
        return readPart(location, request);
      case 'all':
        return read(location, request);
    }
  };
}
