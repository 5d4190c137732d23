// Why a message is not taken. The reason is for the log: whoever sent it learns only that it was refused.

export class SnsRejection extends Error {
  constructor(
    reason: string,
    /** Malformed: not even JSON of the right form. */
    readonly kind: 'malformed' | 'forbidden' = 'forbidden',
  ) {
    super(reason);
  }
}
