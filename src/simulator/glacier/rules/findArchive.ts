// The archive of a vault with that id, held or generated, deleted or not.
import type { Archive, Vault } from '../../world/records.ts';

export const findArchive = ({ archives, generated }: Vault, id: string): Archive | undefined =>
  archives.get(id) ?? generated?.find(id);
