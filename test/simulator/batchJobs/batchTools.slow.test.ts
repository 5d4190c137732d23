// A Batch job on objects, made and followed by boto3: the manifest, the objects and the report are all read and written by a client of
// other people.
import { expect, test } from 'vitest';
import { describeWith } from '../../support/describeWith.ts';
import { runChild } from '../../support/startChild.ts';
import { start } from '../support.ts';

const script = `
import csv
import io
import json
import sys
import urllib.request
import boto3

url = sys.argv[1]
s3 = boto3.client('s3', endpoint_url=url)
# The region keeps boto3 from putting the account before the address.
control = boto3.client('s3control', endpoint_url=url, region_name='snow')
for bucket in ['boto-store', 'boto-lists', 'boto-reports']:
    s3.create_bucket(Bucket=bucket)
for key in ['plain', 'a b/ü+%']:
    s3.put_object(Bucket='boto-store', Key=key, Body=b'x')
s3.put_object(Bucket='boto-store', Key='cold', Body=b'x', StorageClass='GLACIER')
rows = 'boto-store,plain\\nboto-store,a%20b/%C3%BC%2B%25\\nboto-store,gone\\nboto-store,cold\\n'
etag = s3.put_object(Bucket='boto-lists', Key='list.csv', Body=rows.encode())['ETag']

def run(operation):
    job = control.create_job(
        AccountId='111122223333',
        ConfirmationRequired=False,
        ClientRequestToken=json.dumps(operation)[:64],
        Operation=operation,
        Priority=1,
        RoleArn='arn:aws:iam::111122223333:role/r',
        Report={'Enabled': True, 'Bucket': 'arn:aws:s3:::boto-reports', 'Format': 'Report_CSV_20180820', 'ReportScope': 'AllTasks'},
        Manifest={
            'Spec': {'Format': 'S3BatchOperations_CSV_20180820', 'Fields': ['Bucket', 'Key']},
            'Location': {'ObjectArn': 'arn:aws:s3:::boto-lists/list.csv', 'ETag': etag},
        },
    )['JobId']
    body = json.dumps({'advanceSeconds': 3600}).encode()
    urllib.request.urlopen(urllib.request.Request(url + '/_simulator/clock', data=body, method='POST'))
    described = control.describe_job(AccountId='111122223333', JobId=job)['Job']
    assert described['Status'] == 'Complete', described
    report = json.loads(s3.get_object(Bucket='boto-reports', Key=f'job-{job}/manifest.json')['Body'].read())
    results = {}
    for result in report['Results']:
        text = s3.get_object(Bucket='boto-reports', Key=result['Key'])['Body'].read().decode()
        for row in csv.reader(io.StringIO(text)):
            results[row[1]] = (row[3], row[4], row[5])
    counted = described['ProgressSummary']
    assert counted['NumberOfTasksSucceeded'] + counted['NumberOfTasksFailed'] == len(results)
    return results

gone = ('failed', '404', 'NoSuchKey')
tagged = run({'S3PutObjectTagging': {'TagSet': [{'Key': 'k', 'Value': 'v'}]}})
done = ('succeeded', '200', '')
assert tagged == {'plain': done, 'a%20b/%C3%BC%2B%25': done, 'gone': gone, 'cold': done}, tagged
assert s3.get_object_tagging(Bucket='boto-store', Key='a b/ü+%')['TagSet'] == [{'Key': 'k', 'Value': 'v'}]

copied = run({'S3PutObjectCopy': {'TargetResource': 'arn:aws:s3:::boto-store', 'TargetKeyPrefix': 'copies'}})
assert copied['cold'] == ('failed', '403', 'ObjectNotInActiveTierError'), copied
assert s3.head_object(Bucket='boto-store', Key='copies/a b/ü+%')['ContentLength'] == 1

restored = run({'S3InitiateRestoreObject': {'ExpirationInDays': 2, 'GlacierJobTier': 'BULK'}})
assert restored['cold'] == done and restored['plain'] == ('failed', '403', 'InvalidObjectState'), restored
assert s3.head_object(Bucket='boto-store', Key='cold')['Restore'] == 'ongoing-request="true"'
print('done')
`;

describeWith('boto3', 'boto3', (python = '') => {
  test('makes jobs that act on objects, and reads their reports', async () => {
    const { simulator } = await start();
    const env = {
      PATH: process.env['PATH'],
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    const { stdout } = await runChild(python, ['-c', script, simulator.url], { env });
    expect(stdout).toBe('done\n');
  }, 300_000);
});
