// What an archive is called: the file name that its description contains, else the description, else its ID.
import type { ArchiveRow } from './vaultOperations.ts';

export const nameOfArchive = ({ name, archiveDescription, archiveId }: ArchiveRow): string =>
  name || archiveDescription || archiveId;
