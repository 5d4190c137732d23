// The archive of a vault with that id, held or generated, deleted or not.
import type { Archive } from '../../world/archive.ts';
import type { Vault } from '../../world/records.ts';

export const findArchive = ({ archives, generated }: Vault, id: string): Archive | undefined =>
  archives.get(id) ?? generated?.find(id);
