// The log: JSON lines. A line is one line whatever a client sent, carries the id of the request that it belongs to, and
// holds no secret: errors by describeError, requests and answers not at all, and every line is looked through at the end.
import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describeError.ts';
import { redactText } from './redactText.ts';
import { requestScope } from './requestScope.ts';

export interface LogOptions {
  level: string;
  destination: DestinationStream;
  /** Of the configuration; hidden wherever they turn up. */
  secrets?: readonly string[];
}

/** JSON leaves these as they are: some end a line, some command a terminal, some turn the direction of what follows. */
const unsafe = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const notLogged = () => '[not logged]';

/** Who works for a request says for which. */
function ofRequest(): object {
  const scope = requestScope.getStore();
  if (!scope) return {};
  const { requestId, parent } = scope;
  return parent ? { requestId, traceId: parent.traceId } : { requestId };
}

export function createLog({ level, destination, secrets = [] }: LogOptions): Logger {
  const known = secrets.filter((secret) => secret.length >= 4);
  return pino(
    {
      level,
      name: 'glacier-graphql',
      mixin: ofRequest,
      serializers: {
        err: describeError,
        error: describeError,
        req: notLogged,
        request: notLogged,
        res: notLogged,
        response: notLogged,
        headers: notLogged,
        socket: notLogged,
        credentials: notLogged,
      },
    },
    { write: (line) => destination.write(redactText(line, known).replace(unsafe, escaped)) },
  );
}
