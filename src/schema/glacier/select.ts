// The parameters and the output location of select jobs, as AWS echoes them.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SelectParameters.html
import {
  cannedAcls,
  encryptionTypes,
  expressionTypes,
  fileHeaderInfos,
  granteeTypes,
  permissions,
  quoteFields,
  storageClasses,
} from '../../aws/glacier/enums.ts';
import type {
  CsvInputRecord,
  CsvOutputRecord,
  GrantRecord,
  OutputLocationRecord,
  S3LocationRecord,
  SelectParametersRecord,
} from '../../aws/glacier/select.ts';
import { awsEnum } from '../kit/awsEnum.ts';
import { builder } from '../kit/builder.ts';
import { Tag } from '../tag.ts';

export const ExpressionType = awsEnum('ExpressionType', expressionTypes, 'The language of a select expression.');
export const FileHeaderInfo = awsEnum('FileHeaderInfo', fileHeaderInfos, 'What the first line of a CSV input is.', {
  USE: 'Column names that the expression may use.',
  IGNORE: 'Column names that are passed over.',
  NONE: 'Data.',
});
export const QuoteFields = awsEnum('QuoteFields', quoteFields, 'Which fields of a CSV output stand in quotes.', {
  ALWAYS: 'All of them.',
  ASNEEDED: 'Those that need it.',
});
export const EncryptionType = awsEnum('EncryptionType', encryptionTypes, 'Server-side encryption of a result in S3.', {
  AWS_KMS: 'By a key of AWS KMS (aws:kms).',
  AES256: 'By a key that S3 manages.',
});
export const CannedAcl = awsEnum('CannedAcl', cannedAcls, "One of S3's canned access control lists.");
export const GranteeType = awsEnum('GranteeType', granteeTypes, 'How a grantee is named.');
export const Permission = awsEnum('Permission', permissions, 'What a grantee may do.');
export const SelectStorageClass = awsEnum('SelectStorageClass', storageClasses, 'The S3 storage class of the result.');

/** Shared by the CSV types of input and output. */
export const csvDescriptions = {
  fileHeaderInfo: 'What the first line is.',
  comments: 'One character; a line that begins with it is passed over.',
  quoteFields: 'Which fields stand in quotes.',
  quoteEscapeCharacter: 'One character, before a quotation mark inside a quoted value.',
  recordDelimiter: 'Between records.',
  fieldDelimiter: 'Between the fields of a record.',
  quoteCharacter: 'Around a value that holds the field delimiter.',
} as const;

const CsvInput = builder.objectRef<CsvInputRecord>('CsvInput').implement({
  description: 'How the CSV archive is written. A member that was not given is null.',
  fields: (t) => ({
    fileHeaderInfo: t.expose('fileHeaderInfo', {
      type: FileHeaderInfo,
      nullable: true,
      description: csvDescriptions.fileHeaderInfo,
    }),
    comments: t.exposeString('comments', { nullable: true, description: csvDescriptions.comments }),
    quoteEscapeCharacter: t.exposeString('quoteEscapeCharacter', {
      nullable: true,
      description: csvDescriptions.quoteEscapeCharacter,
    }),
    recordDelimiter: t.exposeString('recordDelimiter', {
      nullable: true,
      description: csvDescriptions.recordDelimiter,
    }),
    fieldDelimiter: t.exposeString('fieldDelimiter', { nullable: true, description: csvDescriptions.fieldDelimiter }),
    quoteCharacter: t.exposeString('quoteCharacter', { nullable: true, description: csvDescriptions.quoteCharacter }),
  }),
});

const CsvOutput = builder.objectRef<CsvOutputRecord>('CsvOutput').implement({
  description: 'How the CSV result is written. A member that was not given is null.',
  fields: (t) => ({
    quoteFields: t.expose('quoteFields', {
      type: QuoteFields,
      nullable: true,
      description: csvDescriptions.quoteFields,
    }),
    quoteEscapeCharacter: t.exposeString('quoteEscapeCharacter', {
      nullable: true,
      description: csvDescriptions.quoteEscapeCharacter,
    }),
    recordDelimiter: t.exposeString('recordDelimiter', {
      nullable: true,
      description: csvDescriptions.recordDelimiter,
    }),
    fieldDelimiter: t.exposeString('fieldDelimiter', { nullable: true, description: csvDescriptions.fieldDelimiter }),
    quoteCharacter: t.exposeString('quoteCharacter', { nullable: true, description: csvDescriptions.quoteCharacter }),
  }),
});

type Serialization<Csv> = { csv?: Csv | null | undefined };

const InputSerialization = builder.objectRef<Serialization<CsvInputRecord>>('InputSerialization').implement({
  description: 'How the archive is written.',
  fields: (t) => ({ csv: t.expose('csv', { type: CsvInput, nullable: true, description: 'As CSV.' }) }),
});

const OutputSerialization = builder.objectRef<Serialization<CsvOutputRecord>>('OutputSerialization').implement({
  description: 'How the result is written.',
  fields: (t) => ({ csv: t.expose('csv', { type: CsvOutput, nullable: true, description: 'As CSV.' }) }),
});

export const SelectParameters = builder.objectRef<SelectParametersRecord>('SelectParameters').implement({
  description:
    'What a select job was asked. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SelectParameters.html',
  fields: (t) => ({
    inputSerialization: t.expose('inputSerialization', {
      type: InputSerialization,
      nullable: true,
      description: 'How the archive is written; null where not given.',
    }),
    expressionType: t.expose('expressionType', {
      type: ExpressionType,
      nullable: true,
      description: 'The language of the expression; null where not given.',
    }),
    expression: t.exposeString('expression', { nullable: true, description: 'The expression; null where not given.' }),
    outputSerialization: t.expose('outputSerialization', {
      type: OutputSerialization,
      nullable: true,
      description: 'How the result is written; null where not given.',
    }),
  }),
});

const Encryption = builder.objectRef<NonNullable<S3LocationRecord['encryption']>>('Encryption').implement({
  description: 'How the result is encrypted in S3.',
  fields: (t) => ({
    encryptionType: t.expose('encryptionType', {
      type: EncryptionType,
      nullable: true,
      description: 'By which kind of key.',
    }),
    kmsKeyId: t.exposeString('kmsKeyId', {
      nullable: true,
      description: 'The KMS key; null with another kind of key.',
    }),
    kmsContext: t.exposeString('kmsContext', { nullable: true, description: 'The encryption context given to KMS.' }),
  }),
});

const Grantee = builder.objectRef<NonNullable<GrantRecord['grantee']>>('Grantee').implement({
  description: 'Who is granted a permission; `type` says which of the others names them, the rest is null.',
  fields: (t) => ({
    type: t.expose('type', { type: GranteeType, description: 'How the grantee is named.' }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'A name for people.' }),
    uri: t.exposeString('uri', { nullable: true, description: 'Of a group.' }),
    id: t.exposeString('id', { nullable: true, description: 'Of a canonical user.' }),
    emailAddress: t.exposeString('emailAddress', { nullable: true, description: 'Of a customer.' }),
  }),
});

const Grant = builder.objectRef<GrantRecord>('Grant').implement({
  description: 'A permission on the result.',
  fields: (t) => ({
    grantee: t.expose('grantee', { type: Grantee, nullable: true, description: 'Who; null where not given.' }),
    permission: t.expose('permission', {
      type: Permission,
      nullable: true,
      description: 'What; null where not given.',
    }),
  }),
});

const S3Location = builder.objectRef<S3LocationRecord>('S3Location').implement({
  description: 'A place in S3. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-S3Location.html',
  fields: (t) => ({
    bucketName: t.exposeString('bucketName', { nullable: true, description: 'The bucket.' }),
    prefix: t.exposeString('prefix', { nullable: true, description: "What the result's key begins with." }),
    encryption: t.expose('encryption', { type: Encryption, nullable: true, description: 'Null where not asked for.' }),
    cannedAcl: t.expose('cannedAcl', { type: CannedAcl, nullable: true, description: 'Null where not given.' }),
    accessControlList: t.expose('accessControlList', {
      type: [Grant],
      nullable: true,
      description: 'Null where not given.',
    }),
    tagging: t.expose('tagging', {
      type: [Tag],
      nullable: true,
      description: 'Tags of the result; null where not given.',
    }),
    userMetadata: t.expose('userMetadata', {
      type: [Tag],
      nullable: true,
      description: 'Metadata of the result; null where not given.',
    }),
    storageClass: t.expose('storageClass', {
      type: SelectStorageClass,
      nullable: true,
      description: 'Null where not given.',
    }),
  }),
});

export const OutputLocation = builder.objectRef<OutputLocationRecord>('OutputLocation').implement({
  description:
    'Where a select job puts its result. https://docs.aws.amazon.com/amazonglacier/latest/dev/api-OutputLocation.html',
  fields: (t) => ({
    s3: t.expose('s3', {
      type: S3Location,
      nullable: true,
      description: 'A place in S3; null where AWS names another.',
    }),
  }),
});
