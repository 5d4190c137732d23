// Tags of vaults, jobs and objects.
import type { TagRecord } from '../../aws/tags.ts';
import { builder } from './builder.ts';

export const Tag = builder.objectRef<TagRecord>('Tag').implement({
  description: 'A tag: a key and a value that the owner attached to a resource.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The key, unique within the tag set.' }),
    value: t.exposeString('value', { description: 'The value, possibly empty.' }),
  }),
});

export const TagInput = builder.inputType('TagInput', {
  description: 'A tag to attach to a resource.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'The key, 1 to 128 characters. It must not start with "aws:".' }),
    value: t.string({
      required: true,
      description: 'The value, at most 255 characters; 256 for Batch jobs and S3 objects.',
    }),
  }),
});
