// The list of vaults for a caller who may read some of them: without the others, and without an empty last page. Its markers are
// the caller's own vaults, so that no cursor depends on the others. AWS's marker is the ARN of a vault, after which (by the text
// of its documentation) or with which (by an example in it) the list continues.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vaults-get.html
import type { Access } from '../access/access.ts';
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { InvalidInputError } from '../core/errors.ts';
import { type Location, locationKey, vaultArn } from '../core/location.ts';
import type { Page, PageRequest } from '../core/page.ts';
import { type PageBounds, readPages } from '../core/readPages.ts';
import { joinSkipped, noneSkipped, visibleSkipped } from '../core/skippedRecords.ts';

export type VaultPages = (location: Location, request: PageRequest) => Promise<Page<VaultRecord>>;

export function visibleVaults(read: VaultPages, access: Access, bounds: PageBounds): VaultPages {
  /** The next page is read in advance, to know whether it contains a vault that the caller may read. */
  const pages = new Map<string, Promise<Page<VaultRecord>>>();
  /** Marker that was returned -> AWS's marker of a page that was read in advance, after which there is nothing else to read. */
  const continuations = new Map<string, string>();

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

  const readPart = async (location: Location, { marker }: PageRequest): Promise<Page<VaultRecord>> => {
    // Whether AWS accepts the name of another vault would reveal whether it exists.
    if (marker !== null && !isOwn(access, location, marker))
      throw new InvalidInputError(['after'], 'after: not a cursor of this list.');
    let items: VaultRecord[] = [];
    let skipped = noneSkipped;
    let next: string | null = null;
    const from = marker === null ? null : (continuations.get(marker) ?? marker);
    for await (const page of readPages((at) => readVisible(location, at), { ...bounds, from })) {
      const others = page.items.filter((vault) => vaultArn(vault) !== marker);
      const last = items.at(-1);
      if (last && others.length > 0) return { items, marker: markerAfter(last, next), skipped };
      items = [...items, ...others];
      next = page.marker;
      skipped = joinSkipped([skipped, page.skipped]);
    }
    return { items, marker: null, skipped };
  };

  const markerAfter = (vault: VaultRecord, next: string | null): string => {
    const marker = vaultArn(vault);
    if (next !== null) continuations.set(marker, next);
    return marker;
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

function isOwn(access: Access, location: Location, marker: string): boolean {
  const vaultName = marker.slice(vaultArn({ ...location, vaultName: '' }).length);
  return marker === vaultArn({ ...location, vaultName }) && access.allows('read', { ...location, vaultName });
}
