// A multipart upload that could not be aborted: S3 keeps and bills its parts.

export interface LeftUpload {
  bucketName: string;
  key: string;
  uploadId: string;
  /** Why it could not be aborted. */
  error: unknown;
}
