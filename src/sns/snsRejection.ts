// The rejection of an SNS message. The reason is logged; the response only says that the message was rejected.

export class SnsRejection extends Error {
  constructor(
    reason: string,
    /** Malformed: not a JSON object. */
    readonly kind: 'malformed' | 'forbidden' = 'forbidden',
  ) {
    super(reason);
  }
}
