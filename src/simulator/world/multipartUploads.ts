// Uploads of archives in parts, of all vaults. An upload is forgotten a day after it was last written to: AWS says that it may be.
// Until then the end of one is known, so that a caller can repeat its last request.
import type { Archive } from './archive.ts';
import type { Part } from './content.ts';
import { DAY } from './durations.ts';
import { type HeldBytes, hold } from './heldBytes.ts';
import type { Ids } from './ids.ts';
import type { Vault } from './records.ts';

export interface MultipartUpload {
  readonly id: string;
  readonly vault: Vault;
  readonly description: string;
  /** In bytes; the size of every part but the last. */
  readonly partSize: number;
  readonly createdAt: number;
  /** When the upload was last written to. */
  writtenAt: number;
  /** By the position of the first byte. */
  readonly parts: Map<number, Part>;
  state: 'inProgress' | 'aborted' | { archive: Archive };
}

/** What the record of an upload or of a part takes of the memory: an estimate. */
const OVERHEAD = 512;

export class MultipartUploads {
  /** By id, the one that was written to last at the end. */
  readonly #uploads = new Map<string, MultipartUpload>();
  readonly #ids: Ids;
  readonly #now: () => number;
  readonly #held: HeldBytes;

  constructor({ ids, now, held }: { ids: Ids; now: () => number; held: HeldBytes }) {
    this.#ids = ids;
    this.#now = now;
    this.#held = held;
  }

  add(given: Pick<MultipartUpload, 'vault' | 'description' | 'partSize'>): MultipartUpload {
    this.#forgetOld();
    hold(this.#held, OVERHEAD + given.description.length);
    const now = this.#now();
    const upload: MultipartUpload = {
      ...given,
      id: this.#ids.archiveUpload(),
      createdAt: now,
      writtenAt: now,
      parts: new Map(),
      state: 'inProgress',
    };
    this.#uploads.set(upload.id, upload);
    return upload;
  }

  /** The upload, also one that has ended. */
  find(vault: Vault, id: string): MultipartUpload | undefined {
    this.#forgetOld();
    const upload = this.#uploads.get(id);
    return upload?.vault === vault ? upload : undefined;
  }

  /** The uploads of the vault that are in progress, oldest first. */
  inProgress(vault: Vault): MultipartUpload[] {
    this.#forgetOld();
    return [...this.#uploads.values()]
      .filter((upload) => upload.vault === vault && upload.state === 'inProgress')
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  /** Adds a part, in the place of one with the same first byte. */
  addPart(upload: MultipartUpload, part: Part): void {
    hold(this.#held, heldBy(part));
    this.#release(upload.parts.get(part.start));
    upload.parts.set(part.start, part);
    this.#wrote(upload);
  }

  abort(upload: MultipartUpload): void {
    this.#releaseParts(upload);
    upload.state = 'aborted';
    this.#wrote(upload);
  }

  /** Ends the upload. The archive keeps the bytes of the parts, and their count. */
  complete(upload: MultipartUpload, archive: Archive): void {
    this.#held.uploaded -= upload.parts.size * OVERHEAD;
    upload.parts.clear();
    upload.state = { archive };
    this.#wrote(upload);
  }

  /** Forgets the uploads of a vault that is deleted. */
  removeVault(vault: Vault): void {
    for (const upload of this.#uploads.values()) if (upload.vault === vault) this.#forget(upload);
  }

  #wrote(upload: MultipartUpload): void {
    upload.writtenAt = this.#now();
    this.#uploads.delete(upload.id);
    this.#uploads.set(upload.id, upload);
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const upload of this.#uploads.values()) {
      if (now < upload.writtenAt + DAY) return;
      this.#forget(upload);
    }
  }

  #forget(upload: MultipartUpload): void {
    this.#releaseParts(upload);
    this.#held.uploaded -= OVERHEAD + upload.description.length;
    this.#uploads.delete(upload.id);
  }

  #releaseParts({ parts }: MultipartUpload): void {
    for (const part of parts.values()) this.#release(part);
    parts.clear();
  }

  #release(part: Part | undefined): void {
    if (part) this.#held.uploaded -= heldBy(part);
  }
}

const heldBy = ({ content }: Part): number => content.size + OVERHEAD;
