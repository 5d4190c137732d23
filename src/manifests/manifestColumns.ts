// The columns of a manifest: of a CSV manifest as the job names them, of an inventory as its manifest.json does. Pure.

export interface ManifestColumns {
  readonly count: number;
  readonly bucket: number;
  readonly key: number;
  /** Null if the manifest names no versions. */
  readonly versionId: number | null;
}

/** Null without a bucket or a key. Names are those of S3, in any case, with or without an underscore. */
export function columnsOf(names: readonly string[]): ManifestColumns | null {
  const plain = names.map((name) => name.trim().replaceAll('_', '').toLowerCase());
  const [bucket, key, versionId] = [plain.indexOf('bucket'), plain.indexOf('key'), plain.indexOf('versionid')];
  if (bucket < 0 || key < 0) return null;
  return { count: names.length, bucket, key, versionId: versionId < 0 ? null : versionId };
}
