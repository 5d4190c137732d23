// Errors of S3, which can have further elements and headers.
import { AwsError } from '../../http/errors.ts';

interface Extra {
  status?: number;
  /** Elements of the document, by name. */
  details?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
}

export class S3Error extends AwsError {
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, { status, details = {}, headers = {} }: Extra = {}) {
    super(code, message, status === undefined ? {} : { status });
    this.details = details;
    this.headers = headers;
  }
}

export const invalidArgument = (message: string, name: string, value: string): S3Error =>
  new S3Error('InvalidArgument', message, { details: { ArgumentName: name, ArgumentValue: value } });
