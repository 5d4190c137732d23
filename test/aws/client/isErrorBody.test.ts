// Errors with a status of success. No response of AWS is taken for one, whatever callers have written into it.
import { describe, expect, test } from 'vitest';
import { isErrorBody } from '../../../src/aws/client/isErrorBody.ts';

const isError = (body: string): boolean => isErrorBody(Buffer.from(body));

test.each([
  '{"__type":"InternalFailure","JobList":[]}',
  '{"__type":"com.amazonaws.glacier#InternalFailure"}',
  '{"message":"Forbidden","JobList":[]}',
  '{"Message":"User: x is not authorized","VaultList":[]}',
  '{"JobList":[],"Marker":null,"code":"ThrottlingException","message":null}',
  '{"JobList":[{"message":1}],"code" : 1}',
  '{"errorMessage":"timed out","errorType":"Sandbox.Timedout","JobList":[]}',
  '{"error":"invalid_token","error_description":"expired","JobList":[]}',
  '{"errors":[{"message":"x"}],"data":null,"JobList":[]}',
  '{"type":"about:blank","title":"Forbidden","status":403,"JobList":[]}',
  '{"JobList":[],"\\u006dessage":"m","detail":"d"}',
  '\uFEFF  {"message":"Forbidden"}',
  '<ListJobsResult><Jobs/><Error><Code>SlowDown</Code></Error></ListJobsResult>',
  '<?xml version="1.0"?>\n<ListJobsResult xmlns="x"><Code>a</Code><Jobs></Jobs></ListJobsResult>',
  '<s:ListJobsResult xmlns:s="x"><s:Jobs/><s:Message>no</s:Message></s:ListJobsResult>',
])('%s is an error', (body) => {
  expect(isError(body)).toBe(true);
});

describe('is no error:', () => {
  test.each([
    '',
    'null',
    '[]',
    '{"message',
    '["message"]',
    '{"JobList":[],"Marker":null}',
    '{"JobList":[],"Marker":null,"TotalCount":0,"RequestId":"r"}',
    '{"JobList":[{"StatusCode":"Failed","StatusMessage":"message","JobDescription":"{\\"message\\":\\"x\\"}"}]}',
    '{"JobList":[{"JobId":"code","message":1,"error":{}}],"Marker":"message"}',
    '{"Tags":{"message":"a","code":"b","__type":"c","error":"d","type":"e"}}',
    '{"Policy":{"Rules":[{"Strategy":"FreeTier"}]}}',
    '{"Policy":"{\\"message\\":1}","State":"Locked"}',
    '<ListJobsResult><Jobs><member><JobId>a</JobId><Error>e</Error></member></Jobs><NextToken>t</NextToken></ListJobsResult>',
    '<ListJobsResult><!-- <Error/> --><Jobs><![CDATA[<Error/>]]></Jobs></ListJobsResult>',
    '<DescribeJobResult><Job><Description>message</Description><FailureReasons><member><FailureCode>1</FailureCode></member></FailureReasons></Job></DescribeJobResult>',
    '<UpdateJobStatusResult><JobId>a</JobId><Status>Ready</Status><StatusUpdateReason>x</StatusUpdateReason></UpdateJobStatusResult>',
    '<GetJobTaggingResult><Tags><member><Key>Error</Key><Value>code</Value></member></Tags></GetJobTaggingResult>',
  ])('%s', (body) => {
    expect(isError(body)).toBe(false);
  });
});
