// The log: JSON lines. An entry is one line whatever a client sent, and carries the id and client of its request. It contains no secret:
// errors are reduced by describeError, requests and responses are not logged, and each line is redacted at the end.
import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describeError.ts';
import { redactText } from './redactText.ts';
import { requestScope } from './requestScope.ts';

export interface LogOptions {
  level: string;
  destination: DestinationStream;
  /** Configured secrets, redacted wherever they occur. */
  secrets?: readonly string[];
}

/** JSON does not escape these: some end a line, some control a terminal, some change the writing direction. */
const unsafe = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const notLogged = () => '[not logged]';

/** The ids of the request that the running code belongs to, and who sent it. */
function requestFields(): object {
  const scope = requestScope.getStore();
  if (!scope) return {};
  const { requestId, clientAddress, parent } = scope;
  return {
    requestId,
    ...(clientAddress === null ? {} : { client: clientAddress }),
    ...(parent ? { traceId: parent.traceId } : {}),
  };
}

export function createLog({ level, destination, secrets = [] }: LogOptions): Logger {
  const known = secrets.filter((secret) => secret.length >= 4);
  return pino(
    {
      level,
      name: 'glacier-graphql',
      mixin: requestFields,
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
