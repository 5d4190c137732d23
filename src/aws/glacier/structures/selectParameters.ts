// The query of a select job. AWS echoes it as it was given.
import type {
  CSVInput,
  CSVOutput,
  InputSerialization,
  OutputSerialization,
  SelectParameters,
} from '@aws-sdk/client-glacier';
import { oneCharacter, textOf } from '../../inputRules.ts';
import { glacierPage, optional, requiredInput, structure } from '../../structure.ts';
import { expressionType, fileHeaderInfo, quoteFields } from './enums.ts';

/** The length that S3 Select documents for an expression. */
const maxExpression = 256 * 1024;

const anotherFormat = { whenNull: 'Null if AWS reports another format.' };

/** The members that both CSV formats have. */
const csvCharacters = {
  QuoteEscapeCharacter: optional(oneCharacter, 'The character that escapes a quotation mark inside a quoted value.'),
  RecordDelimiter: optional(textOf(1024), 'The separator between records.'),
  FieldDelimiter: optional(textOf(1024), 'The separator between the fields of a record.'),
  QuoteCharacter: optional(textOf(1024), 'The quotation mark around a value that contains the field delimiter.'),
};

const csvInput = structure<CSVInput>(
  {
    aws: 'CSVInput',
    name: 'SelectCsvInputSerialization',
    page: glacierPage,
    description: 'The CSV format of the archive.',
  },
  {
    FileHeaderInfo: optional(fileHeaderInfo, 'The meaning of the first line of the archive.'),
    Comments: optional(oneCharacter, 'The character that marks a line as a comment, which is skipped.'),
    ...csvCharacters,
  },
);

const csvOutput = structure<CSVOutput>(
  {
    aws: 'CSVOutput',
    name: 'SelectCsvOutputSerialization',
    page: glacierPage,
    description: 'The CSV format of the result.',
  },
  {
    QuoteFields: optional(quoteFields, 'The fields that have quotation marks.'),
    ...csvCharacters,
  },
);

const inputSerialization = structure<InputSerialization>(
  {
    aws: 'InputSerialization',
    name: 'SelectInputSerialization',
    page: glacierPage,
    description: 'The format of the archive.',
    inputDescription: 'The format of the archive. Exactly one field is required; AWS supports only CSV.',
    union: true,
  },
  { csv: optional(csvInput, 'The CSV format. Fields that are omitted have the defaults of AWS.', anotherFormat) },
);

const outputSerialization = structure<OutputSerialization>(
  {
    aws: 'OutputSerialization',
    name: 'SelectOutputSerialization',
    page: glacierPage,
    description: 'The format of the result.',
    inputDescription: 'The format of the result. Exactly one field is required; AWS supports only CSV.',
    union: true,
  },
  { csv: optional(csvOutput, 'The CSV format. Fields that are omitted have the defaults of AWS.', anotherFormat) },
);

export const selectParameters = structure<SelectParameters>(
  { aws: 'SelectParameters', page: glacierPage, description: 'The query of a select job.' },
  {
    InputSerialization: optional(inputSerialization, 'The format of the archive.'),
    ExpressionType: optional(expressionType, 'The language of the expression.', {
      whenNull: 'Null if AWS does not report it.',
      inputDefault: 'SQL',
    }),
    Expression: requiredInput(textOf(maxExpression), 'The expression, e.g. SELECT * FROM archive.'),
    OutputSerialization: optional(outputSerialization, 'The format of the result.'),
  },
);
