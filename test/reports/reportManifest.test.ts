import { describe, expect, test } from 'vitest';
import { parseReportManifest, reportManifestKey } from '../../src/reports/reportManifest.ts';

// As AWS documents it.
const manifest = {
  Format: 'Report_CSV_20180820',
  ReportCreationDate: '2019-04-05T17:48:39.725Z',
  Results: [
    {
      TaskExecutionStatus: 'succeeded',
      Bucket: 'my-job-reports',
      MD5Checksum: '83b1c4cbe93fc893f54053697e10fd6e',
      Key: 'job-f8fb9d89-a3aa-461d-bddc-ea6a1b131955/results/6217b0fab0de85c408b4be96aeaca9b195a7daa5.csv',
    },
    {
      TaskExecutionStatus: 'failed',
      Bucket: 'my-job-reports',
      MD5Checksum: '22ee037f3515975f7719699e5c416eaa',
      Key: 'job-f8fb9d89-a3aa-461d-bddc-ea6a1b131955/results/b2ddad417e94331e9f37b44f1faf8c7ed5873f2e.csv',
    },
  ],
  ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
};

describe('the manifest of a completion report', () => {
  test('lists the files of failed tasks first', () => {
    expect(parseReportManifest(JSON.stringify(manifest))).toMatchObject({
      createdAt: new Date('2019-04-05T17:48:39.725Z'),
      files: [{ taskStatus: 'FAILED', md5Checksum: '22ee037f3515975f7719699e5c416eaa' }, { taskStatus: 'SUCCEEDED' }],
    });
  });

  test('may lack its date and the checksums', () => {
    const { ReportCreationDate, ...rest } = manifest;
    const Results = [{ TaskExecutionStatus: 'new', Bucket: 'b', Key: 'k', MD5Checksum: 'none' }];
    expect(parseReportManifest(JSON.stringify({ ...rest, Results }))).toEqual({
      createdAt: null,
      files: [{ taskStatus: 'OTHER', bucket: 'b', key: 'k', md5Checksum: null }],
    });
  });

  test.each([
    '',
    '{}',
    '[]',
    'null',
    '{"Format":"Report_CSV_20180820"}',
    JSON.stringify({ ...manifest, Format: 'other' }),
  ])('is no such manifest: %s', (text) => {
    expect(parseReportManifest(text)).toBeNull();
  });

  test('lists at most 100 files', () => {
    const [file] = manifest.Results;
    const textOf = (count: number) => JSON.stringify({ ...manifest, Results: Array(count).fill(file) });
    expect(parseReportManifest(textOf(100))?.files).toHaveLength(100);
    expect(parseReportManifest(textOf(101))).toBeNull();
  });

  test('is found below the prefix as it is', () => {
    expect(reportManifestKey(null, 'x')).toBe('job-x/manifest.json');
    expect(reportManifestKey('', 'x')).toBe('job-x/manifest.json');
    expect(reportManifestKey('reports', 'x')).toBe('reports/job-x/manifest.json');
    expect(reportManifestKey('completion-reports/cfg-1/', 'x')).toBe('completion-reports/cfg-1//job-x/manifest.json');
  });
});
