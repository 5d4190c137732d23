// The result of tasks of Batch jobs as a test configures it.

/** Which tasks, and their result: what a Lambda function returns, or an error. An absent member of the task matches everything. */
export interface ConfiguredResult {
  /** A member of JobOperation, for example S3ReplicateObject. */
  operation?: string;
  /** The function of LambdaInvoke. */
  functionArn?: string;
  /** The bucket of the object. */
  bucket?: string;
  /** The key of the object, decoded. An asterisk is any text. */
  key?: string;
  /** What a function returns. Either this or errorCode is required. */
  resultCode?: 'Succeeded' | 'TemporaryFailure' | 'PermanentFailure';
  /** The text that a function returns, cut after 1,024 characters. */
  resultString?: string;
  /** The code of an error. It needs httpStatusCode. */
  errorCode?: string;
  /** From 100 to 599. */
  httpStatusCode?: number;
  /** The text of an error. */
  message?: string;
}
