// The result of a checksum task. A job of a million tasks has a million of them, so the message is made when it is read.
import type { ComputeObjectChecksumAlgorithm, ComputeObjectChecksumType } from '@aws-sdk/client-s3-control';
import { checksumMessage } from '../batch/checksumMessage.ts';
import type { SharedResult } from './taskResults.ts';

/** What a job asks for. */
export interface Wanted {
  algorithm: ComputeObjectChecksumAlgorithm;
  type: ComputeObjectChecksumType;
}

export class ChecksumResult implements SharedResult {
  readonly #digest: string;
  readonly #etag: string;
  readonly #wanted: Wanted;

  /** `digest` has a character for each byte. */
  constructor(digest: string, etag: string, wanted: Wanted) {
    this.#digest = digest;
    this.#etag = etag;
    this.#wanted = wanted;
  }

  /** The memory that it takes, with the ETag of an object that may be deleted: an estimate. */
  get heldBytes(): number {
    return 100 + this.#digest.length + this.#etag.length;
  }

  get status() {
    return 'succeeded' as const;
  }

  get httpStatusCode(): number {
    return 200;
  }

  get errorCode(): string {
    return '';
  }

  get message(): string {
    return checksumMessage({ digest: Buffer.from(this.#digest, 'latin1'), etag: this.#etag, ...this.#wanted });
  }
}
