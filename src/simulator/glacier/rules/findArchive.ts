// Finds an archive by id, stored or generated, also a deleted one.
import type { Archive } from '../../world/archive.ts';
import type { Vault } from '../../world/records.ts';

export const findArchive = ({ archives, generated }: Vault, id: string): Archive | undefined =>
  archives.get(id) ?? generated?.find(id);
