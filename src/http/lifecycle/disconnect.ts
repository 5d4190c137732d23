// The disconnection of a client before it has its response. The signal is created when somebody asks for it: most requests need
// none, and it costs more than a small query.
import type { ServerResponse } from 'node:http';

export class Disconnect {
  #controller: AbortController | null = null;
  #hasHappened = false;

  constructor(response: ServerResponse) {
    response.on('close', () => {
      if (response.writableFinished) return;
      this.#hasHappened = true;
      this.#controller?.abort();
    });
  }

  get hasHappened(): boolean {
    return this.#hasHappened;
  }

  /** Aborted by the disconnection. */
  readonly signal = (): AbortSignal => {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#hasHappened) this.#controller.abort();
    }
    return this.#controller.signal;
  };
}
