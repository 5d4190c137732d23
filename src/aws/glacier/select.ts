// The parameters and the output location of a select job, to and from AWS's spelling. They are echoed by AWS as they
// were given, so one record serves both ways.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SelectParameters.html
import type { CSVInput, CSVOutput, Grant, OutputLocation, S3Location, SelectParameters } from '@aws-sdk/client-glacier';
import { present } from '../client/present.ts';
import { awsValue, type NameIn, nameOf, nameOrNull } from '../enums.ts';
import { fromTags, type TagRecord, toTags } from '../tags.ts';
import {
  cannedAcls,
  encryptionTypes,
  expressionTypes,
  fileHeaderInfos,
  granteeTypes,
  permissions,
  quoteFields,
  storageClasses,
} from './enums.ts';

type Maybe<T> = T | null | undefined;

export interface CsvInputRecord {
  fileHeaderInfo?: Maybe<NameIn<typeof fileHeaderInfos>>;
  comments?: Maybe<string>;
  quoteEscapeCharacter?: Maybe<string>;
  recordDelimiter?: Maybe<string>;
  fieldDelimiter?: Maybe<string>;
  quoteCharacter?: Maybe<string>;
}

export interface CsvOutputRecord {
  quoteFields?: Maybe<NameIn<typeof quoteFields>>;
  quoteEscapeCharacter?: Maybe<string>;
  recordDelimiter?: Maybe<string>;
  fieldDelimiter?: Maybe<string>;
  quoteCharacter?: Maybe<string>;
}

export interface SelectParametersRecord {
  inputSerialization?: Maybe<{ csv?: Maybe<CsvInputRecord> }>;
  expressionType?: Maybe<NameIn<typeof expressionTypes>>;
  expression?: Maybe<string>;
  outputSerialization?: Maybe<{ csv?: Maybe<CsvOutputRecord> }>;
}

export interface GrantRecord {
  grantee?: Maybe<{
    type: NameIn<typeof granteeTypes>;
    displayName?: Maybe<string>;
    uri?: Maybe<string>;
    id?: Maybe<string>;
    emailAddress?: Maybe<string>;
  }>;
  permission?: Maybe<NameIn<typeof permissions>>;
}

export interface S3LocationRecord {
  bucketName?: Maybe<string>;
  prefix?: Maybe<string>;
  encryption?: Maybe<{
    encryptionType?: Maybe<NameIn<typeof encryptionTypes>>;
    kmsKeyId?: Maybe<string>;
    kmsContext?: Maybe<string>;
  }>;
  cannedAcl?: Maybe<NameIn<typeof cannedAcls>>;
  accessControlList?: Maybe<readonly GrantRecord[]>;
  tagging?: Maybe<readonly TagRecord[]>;
  userMetadata?: Maybe<readonly TagRecord[]>;
  storageClass?: Maybe<NameIn<typeof storageClasses>>;
}

export interface OutputLocationRecord {
  s3?: Maybe<S3LocationRecord>;
}

/** Maps a value that may be absent. */
const maybe = <T, R>(value: Maybe<T>, map: (value: T) => R): R | undefined => (value == null ? undefined : map(value));

export const toSelectParameters = (wire: SelectParameters): SelectParametersRecord => ({
  inputSerialization: maybe(wire.InputSerialization, ({ csv }) => ({ csv: maybe(csv, toCsvInput) })),
  expressionType: nameOrNull(expressionTypes, wire.ExpressionType),
  expression: wire.Expression,
  outputSerialization: maybe(wire.OutputSerialization, ({ csv }) => ({ csv: maybe(csv, toCsvOutput) })),
});

export const fromSelectParameters = (record: SelectParametersRecord): SelectParameters => ({
  InputSerialization: maybe(record.inputSerialization, ({ csv }) => ({ csv: maybe(csv, fromCsvInput) })),
  ExpressionType: maybe(record.expressionType, (name) => awsValue(expressionTypes, name)),
  Expression: record.expression ?? undefined,
  OutputSerialization: maybe(record.outputSerialization, ({ csv }) => ({ csv: maybe(csv, fromCsvOutput) })),
});

const toCsvInput = (wire: CSVInput): CsvInputRecord => ({
  fileHeaderInfo: nameOrNull(fileHeaderInfos, wire.FileHeaderInfo),
  comments: wire.Comments,
  quoteEscapeCharacter: wire.QuoteEscapeCharacter,
  recordDelimiter: wire.RecordDelimiter,
  fieldDelimiter: wire.FieldDelimiter,
  quoteCharacter: wire.QuoteCharacter,
});

const fromCsvInput = (record: CsvInputRecord): CSVInput => ({
  FileHeaderInfo: maybe(record.fileHeaderInfo, (name) => awsValue(fileHeaderInfos, name)),
  Comments: record.comments ?? undefined,
  QuoteEscapeCharacter: record.quoteEscapeCharacter ?? undefined,
  RecordDelimiter: record.recordDelimiter ?? undefined,
  FieldDelimiter: record.fieldDelimiter ?? undefined,
  QuoteCharacter: record.quoteCharacter ?? undefined,
});

const toCsvOutput = (wire: CSVOutput): CsvOutputRecord => ({
  quoteFields: nameOrNull(quoteFields, wire.QuoteFields),
  quoteEscapeCharacter: wire.QuoteEscapeCharacter,
  recordDelimiter: wire.RecordDelimiter,
  fieldDelimiter: wire.FieldDelimiter,
  quoteCharacter: wire.QuoteCharacter,
});

const fromCsvOutput = (record: CsvOutputRecord): CSVOutput => ({
  QuoteFields: maybe(record.quoteFields, (name) => awsValue(quoteFields, name)),
  QuoteEscapeCharacter: record.quoteEscapeCharacter ?? undefined,
  RecordDelimiter: record.recordDelimiter ?? undefined,
  FieldDelimiter: record.fieldDelimiter ?? undefined,
  QuoteCharacter: record.quoteCharacter ?? undefined,
});

export const toOutputLocation = (wire: OutputLocation): OutputLocationRecord => ({ s3: maybe(wire.S3, toS3Location) });

export const fromOutputLocation = (record: OutputLocationRecord): OutputLocation => ({
  S3: maybe(record.s3, fromS3Location),
});

const toS3Location = (wire: S3Location): S3LocationRecord => ({
  bucketName: wire.BucketName,
  prefix: wire.Prefix,
  encryption: maybe(wire.Encryption, ({ EncryptionType, KMSKeyId, KMSContext }) => ({
    encryptionType: nameOrNull(encryptionTypes, EncryptionType),
    kmsKeyId: KMSKeyId,
    kmsContext: KMSContext,
  })),
  cannedAcl: nameOrNull(cannedAcls, wire.CannedACL),
  accessControlList: maybe(wire.AccessControlList, (grants) => grants.map(toGrant)),
  tagging: maybe(wire.Tagging, toTags),
  userMetadata: maybe(wire.UserMetadata, toTags),
  storageClass: nameOrNull(storageClasses, wire.StorageClass),
});

const fromS3Location = (record: S3LocationRecord): S3Location => ({
  BucketName: record.bucketName ?? undefined,
  Prefix: record.prefix ?? undefined,
  Encryption: maybe(record.encryption, ({ encryptionType, kmsKeyId, kmsContext }) => ({
    EncryptionType: maybe(encryptionType, (name) => awsValue(encryptionTypes, name)),
    KMSKeyId: kmsKeyId ?? undefined,
    KMSContext: kmsContext ?? undefined,
  })),
  CannedACL: maybe(record.cannedAcl, (name) => awsValue(cannedAcls, name)),
  AccessControlList: maybe(record.accessControlList, (grants) => grants.map(fromGrant)),
  Tagging: maybe(record.tagging, fromTags),
  UserMetadata: maybe(record.userMetadata, fromTags),
  StorageClass: maybe(record.storageClass, (name) => awsValue(storageClasses, name)),
});

const toGrant = (wire: Grant): GrantRecord => ({
  grantee: maybe(wire.Grantee, ({ Type, DisplayName, URI, ID, EmailAddress }) => ({
    type: nameOf(granteeTypes, present(Type, 'Grantee.Type')),
    displayName: DisplayName,
    uri: URI,
    id: ID,
    emailAddress: EmailAddress,
  })),
  permission: nameOrNull(permissions, wire.Permission),
});

const fromGrant = (record: GrantRecord): Grant => ({
  Grantee: maybe(record.grantee, ({ type, displayName, uri, id, emailAddress }) => ({
    Type: awsValue(granteeTypes, type),
    DisplayName: displayName ?? undefined,
    URI: uri ?? undefined,
    ID: id ?? undefined,
    EmailAddress: emailAddress ?? undefined,
  })),
  Permission: maybe(record.permission, (name) => awsValue(permissions, name)),
});
