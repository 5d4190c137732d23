// The query of a select job. AWS echoes it as it was given.
import type {
  CSVInput,
  CSVOutput,
  InputSerialization,
  OutputSerialization,
  SelectParameters,
} from '@aws-sdk/client-glacier';
import { glacierPage, optional, requiredInput, structure, text } from '../../structure.ts';
import { expressionType, fileHeaderInfo, quoteFields } from './enums.ts';

const csvInput = structure<CSVInput>(
  {
    aws: 'CSVInput',
    name: 'SelectCsvInputSerialization',
    page: glacierPage,
    description: 'The CSV format of the archive. A field that was not given is null.',
  },
  {
    FileHeaderInfo: optional(fileHeaderInfo, 'The meaning of the first line of the archive.'),
    Comments: optional(text, 'One character; lines that begin with it are skipped.'),
    QuoteEscapeCharacter: optional(text, 'One character that escapes a quotation mark inside a quoted value.'),
    RecordDelimiter: optional(text, 'The separator between records.'),
    FieldDelimiter: optional(text, 'The separator between the fields of a record.'),
    QuoteCharacter: optional(text, 'The quotation mark around a value that contains the field delimiter.'),
  },
);

const csvOutput = structure<CSVOutput>(
  {
    aws: 'CSVOutput',
    name: 'SelectCsvOutputSerialization',
    page: glacierPage,
    description: 'The CSV format of the result. A field that was not given is null.',
  },
  {
    QuoteFields: optional(quoteFields, 'The fields that have quotation marks.'),
    QuoteEscapeCharacter: optional(text, 'One character that escapes a quotation mark inside a quoted value.'),
    RecordDelimiter: optional(text, 'The separator between records.'),
    FieldDelimiter: optional(text, 'The separator between the fields of a record.'),
    QuoteCharacter: optional(text, 'The quotation mark around a value that contains the field delimiter.'),
  },
);

const inputSerialization = structure<InputSerialization>(
  {
    aws: 'InputSerialization',
    name: 'SelectInputSerialization',
    page: glacierPage,
    description: 'The format of the archive.',
  },
  { csv: optional(csvInput, 'The CSV format; null if not given.') },
);

const outputSerialization = structure<OutputSerialization>(
  {
    aws: 'OutputSerialization',
    name: 'SelectOutputSerialization',
    page: glacierPage,
    description: 'The format of the result.',
  },
  { csv: optional(csvOutput, 'The CSV format; null if not given.') },
);

export const selectParameters = structure<SelectParameters>(
  { aws: 'SelectParameters', page: glacierPage, description: 'The query of a select job.' },
  {
    InputSerialization: optional(inputSerialization, 'The format of the archive; null if not given.'),
    ExpressionType: optional(expressionType, 'The language of the expression; null if AWS does not report it.', 'SQL'),
    Expression: requiredInput(text, 'The expression, e.g. SELECT * FROM archive; null only if AWS does not report it.'),
    OutputSerialization: optional(outputSerialization, 'The format of the result; null if not given.'),
  },
);
