// The parameters and the output location of a select job, as asked for: the input twins of select.ts.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-SelectParameters.html
import { builder } from '../kit/builder.ts';
import { TagInput } from '../tag.ts';
import {
  CannedAcl,
  csvDescriptions,
  EncryptionType,
  ExpressionType,
  FileHeaderInfo,
  GranteeType,
  Permission,
  QuoteFields,
  SelectStorageClass,
} from './select.ts';

const CsvInputInput = builder.inputType('CsvInputInput', {
  description: 'How the CSV archive is written.',
  fields: (t) => ({
    fileHeaderInfo: t.field({ type: FileHeaderInfo, description: csvDescriptions.fileHeaderInfo }),
    comments: t.string({ description: csvDescriptions.comments }),
    quoteEscapeCharacter: t.string({ description: csvDescriptions.quoteEscapeCharacter }),
    recordDelimiter: t.string({ description: csvDescriptions.recordDelimiter }),
    fieldDelimiter: t.string({ description: csvDescriptions.fieldDelimiter }),
    quoteCharacter: t.string({ description: csvDescriptions.quoteCharacter }),
  }),
});

const CsvOutputInput = builder.inputType('CsvOutputInput', {
  description: 'How the CSV result is to be written.',
  fields: (t) => ({
    quoteFields: t.field({ type: QuoteFields, description: csvDescriptions.quoteFields }),
    quoteEscapeCharacter: t.string({ description: csvDescriptions.quoteEscapeCharacter }),
    recordDelimiter: t.string({ description: csvDescriptions.recordDelimiter }),
    fieldDelimiter: t.string({ description: csvDescriptions.fieldDelimiter }),
    quoteCharacter: t.string({ description: csvDescriptions.quoteCharacter }),
  }),
});

const InputSerializationInput = builder.inputType('InputSerializationInput', {
  description: 'How the archive is written.',
  fields: (t) => ({ csv: t.field({ type: CsvInputInput, description: 'As CSV.' }) }),
});

const OutputSerializationInput = builder.inputType('OutputSerializationInput', {
  description: 'How the result is to be written.',
  fields: (t) => ({ csv: t.field({ type: CsvOutputInput, description: 'As CSV.' }) }),
});

export const SelectParametersInput = builder.inputType('SelectParametersInput', {
  description: 'What a select job is asked.',
  fields: (t) => ({
    inputSerialization: t.field({ type: InputSerializationInput, description: 'How the archive is written.' }),
    expressionType: t.field({ type: ExpressionType, description: 'SQL where left out.' }),
    expression: t.string({ required: true, description: 'E.g. SELECT * FROM archive.' }),
    outputSerialization: t.field({ type: OutputSerializationInput, description: 'How the result is to be written.' }),
  }),
});

const EncryptionInput = builder.inputType('EncryptionInput', {
  description: 'How the result is to be encrypted in S3.',
  fields: (t) => ({
    encryptionType: t.field({ type: EncryptionType, description: 'By which kind of key.' }),
    kmsKeyId: t.string({ description: 'The KMS key, with AWS_KMS.' }),
    kmsContext: t.string({ description: 'The encryption context for KMS.' }),
  }),
});

const GranteeInput = builder.inputType('GranteeInput', {
  description: 'Who is granted a permission.',
  fields: (t) => ({
    type: t.field({ type: GranteeType, required: true, description: 'Which of the others names the grantee.' }),
    displayName: t.string({ description: 'A name for people.' }),
    uri: t.string({ description: 'Of a group.' }),
    id: t.string({ description: 'Of a canonical user.' }),
    emailAddress: t.string({ description: 'Of a customer.' }),
  }),
});

const GrantInput = builder.inputType('GrantInput', {
  description: 'A permission on the result.',
  fields: (t) => ({
    grantee: t.field({ type: GranteeInput, description: 'Who.' }),
    permission: t.field({ type: Permission, description: 'What.' }),
  }),
});

const S3LocationInput = builder.inputType('S3LocationInput', {
  description: 'A place in S3.',
  fields: (t) => ({
    bucketName: t.string({ required: true, description: "A bucket of the vault's region." }),
    prefix: t.string({ description: "What the result's key begins with." }),
    encryption: t.field({ type: EncryptionInput, description: 'How the result is to be encrypted.' }),
    cannedAcl: t.field({ type: CannedAcl, description: 'A canned access control list.' }),
    accessControlList: t.field({ type: [GrantInput], description: 'Single grants.' }),
    tagging: t.field({ type: [TagInput], description: 'Tags of the result.' }),
    userMetadata: t.field({ type: [TagInput], description: 'Metadata of the result.' }),
    storageClass: t.field({ type: SelectStorageClass, description: 'STANDARD where left out.' }),
  }),
});

export const OutputLocationInput = builder.inputType('OutputLocationInput', {
  description: 'Where the result is to be put.',
  fields: (t) => ({ s3: t.field({ type: S3LocationInput, required: true, description: 'A place in S3.' }) }),
});
