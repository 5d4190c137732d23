// Ends the parsing of a message that is no event. `parseEvents` catches it.
import type { MalformedReason } from './awsEvent.ts';

export class EventRejection extends Error {
  constructor(readonly reason: MalformedReason) {
    super(reason);
  }
}
