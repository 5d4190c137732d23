// What a request can end with, other than data.

export interface ReportedError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: { code?: string; retryable?: boolean; retryAfterSeconds?: number | null };
}

/** The gateway answered with errors and without data. */
export class GraphqlFailure extends Error {
  override readonly name = 'GraphqlFailure';
  readonly errors: readonly ReportedError[];

  constructor(errors: readonly ReportedError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.errors = errors;
  }

  /** Whether the gateway needs credentials that it has not received. */
  get isUnauthenticated(): boolean {
    return this.errors.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  }

  /** Whether the gateway says that the same operation may succeed later. */
  get isRetryable(): boolean {
    return this.errors.some(({ extensions }) => extensions?.retryable === true);
  }

  /** In seconds; null if it is not known. */
  get retryAfterSeconds(): number | null {
    return this.errors.find(({ extensions }) => extensions?.retryAfterSeconds)?.extensions?.retryAfterSeconds ?? null;
  }
}

/** The gateway could not be reached, or its answer is not GraphQL's, as that of a proxy whose gateway is down. */
export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure';
}

/**
 * Whether an answer has something to show. A field that failed is null, and an operation may fail in all of its fields: a mutation
 * then was not executed, or nobody knows whether it was.
 */
export const hasData = (data: unknown, errors: readonly ReportedError[]): boolean =>
  typeof data === 'object' &&
  data !== null &&
  (errors.length === 0 || Object.values(data).some((value) => value !== null));
