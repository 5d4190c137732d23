// What the readers of the transport throw for a response that they do not fully recognise. It goes to the SDK's own reading,
// which decides what it is.

class Unusual extends Error {
  override readonly name = 'Unusual';
}

/** One for all: nobody reads its stack, and hostile responses come in any number. */
const unusual = new Unusual('The response is left to the SDK.');

export function leaveToSdk(): never {
  throw unusual;
}

export const isLeftToSdk = (error: unknown): boolean => error === unusual;
