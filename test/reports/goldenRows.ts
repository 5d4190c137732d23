// Rows of completion reports that AWS wrote, and rows that its documentation prints, with what they say. Ids in the rows of real jobs
// are replaced by others of the same form. The simulator writes these bytes, and the gateway reads them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-reports.html
import type { BatchTask, TaskResult } from '../../src/simulator/s3control/batch/batchTasks.ts';

export interface GoldenRow {
  /** Where it was seen. */
  source: string;
  /** Without the end of the line. */
  row: string;
  task: BatchTask;
  result: TaskResult;
}

const task = (bucket: string, encodedKey: string, versionId?: string): BatchTask => ({ bucket, encodedKey, versionId });

const succeeded = (message: string): TaskResult => ({
  status: 'succeeded',
  httpStatusCode: 200,
  errorCode: '',
  message,
});

const failed = (httpStatusCode: number, errorCode: string, message: string): TaskResult => ({
  status: 'failed',
  httpStatusCode,
  errorCode,
  message,
});

export const goldenRows: readonly GoldenRow[] = [
  {
    source: 'a replication job of July 2026',
    row: 'bucket,control.txt,lIX2nEVT1mSAZNnBJCFqFBQKT7YFXc4d,succeeded,200,,success',
    task: task('bucket', 'control.txt', 'lIX2nEVT1mSAZNnBJCFqFBQKT7YFXc4d'),
    result: succeeded('success'),
  },
  {
    source: 'the same job: a permanent failure, in spite of 500',
    row: 'bucket,archived.txt,MPJO0iRk1sZ2pZ0nYVRmGqSxTDkBSbc1,failed,500,SrcObjectNotEligible,Object is not eligible for replication',
    task: task('bucket', 'archived.txt', 'MPJO0iRk1sZ2pZ0nYVRmGqSxTDkBSbc1'),
    result: failed(500, 'SrcObjectNotEligible', 'Object is not eligible for replication'),
  },
  {
    source: 'a job whose manifest has an escaped percent sign',
    row: 'bucket,pct%2520literal.txt,lIX2nEVT1mSAZNnBJCFqFBQKT7YFXc4d,succeeded,200,,success',
    task: task('bucket', 'pct%2520literal.txt', 'lIX2nEVT1mSAZNnBJCFqFBQKT7YFXc4d'),
    result: succeeded('success'),
  },
  {
    source: 'a copy job',
    row: 'bucket,Some-file-name,,failed,400,InvalidRequest,The specified copy source is larger than the maximum allowable size for a copy source: 5368709120 (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: 8D9CA56A56813DF3)',
    task: task('bucket', 'Some-file-name'),
    result: failed(
      400,
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120 (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: 8D9CA56A56813DF3)',
    ),
  },
  {
    source: 'a copy job that succeeded',
    row: 'bucket,Some-file-name,,succeeded,200,,Successful',
    task: task('bucket', 'Some-file-name'),
    result: succeeded('Successful'),
  },
  {
    source: 'a version that is spelt out',
    row: 'bucket,a.txt,null,failed,400,InvalidRequest,Task failed due to missing VersionId',
    task: task('bucket', 'a.txt', 'null'),
    result: failed(400, 'InvalidRequest', 'Task failed due to missing VersionId'),
  },
  {
    source: 'the documentation: a Lambda function that timed out',
    row: 'amzn-s3-demo-bucket1,image_14975,,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""2019-04-05T17:35:21.155Z 2845ca0d-38d9-4c4b-abcf-379dc749c452 Task timed out after 3.00 seconds""}"',
    task: task('amzn-s3-demo-bucket1', 'image_14975'),
    result: failed(
      200,
      'PermanentFailure',
      'Lambda returned function error: {"errorMessage":"2019-04-05T17:35:21.155Z 2845ca0d-38d9-4c4b-abcf-379dc749c452 Task timed out after 3.00 seconds"}',
    ),
  },
  {
    source: 'the documentation: the text that a Lambda function returned, in short',
    row: `amzn-s3-demo-bucket1,image_17775,,succeeded,200,,"{u'CopySourceVersionId': 'xVR78haVKlRnurYofbTfYr3ufYbktF8h', u'CopyObjectResult': {u'ETag': '""fe66f4390c50f29798f040d7aae72784""'}}"`,
    task: task('amzn-s3-demo-bucket1', 'image_17775'),
    result: succeeded(
      `{u'CopySourceVersionId': 'xVR78haVKlRnurYofbTfYr3ufYbktF8h', u'CopyObjectResult': {u'ETag': '"fe66f4390c50f29798f040d7aae72784"'}}`,
    ),
  },
  {
    source: 'the documentation: a checksum',
    row: 'amzn-s3-demo-bucket1,s3-standard-1mb-test-object,,succeeded,200,,"{""checksum_base64"":""bS9TOQ\\u003d\\u003d"",""etag"":""3c3c1813042989094598e4b57ecbdc82"",""checksumAlgorithm"":""CRC32"",""checksumType"":""FULL_OBJECT"",""checksum_hex"":""6D2F5339""}"',
    task: task('amzn-s3-demo-bucket1', 's3-standard-1mb-test-object'),
    result: succeeded(
      '{"checksum_base64":"bS9TOQ\\u003d\\u003d","etag":"3c3c1813042989094598e4b57ecbdc82","checksumAlgorithm":"CRC32","checksumType":"FULL_OBJECT","checksum_hex":"6D2F5339"}',
    ),
  },
  {
    source: 'RFC 4180: a line break, a quote and a comma in a field',
    row: 'bucket,"a,b",,failed,403,AccessDenied,"first line\r\n""second"" line"',
    task: task('bucket', 'a,b'),
    result: failed(403, 'AccessDenied', 'first line\r\n"second" line'),
  },
];
