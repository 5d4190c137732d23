// Descriptions of a vault that several people filled with several tools over years. Each non-empty one contains the
// archive's number, nine digits that are aligned in base64 too: the text before them has a multiple of three bytes
// (recordCycle.ts finds them, and fails if it does not).
import { fastGlacier, jsonWithPath, mtAwsGlacier } from '../world/toolDescriptions.ts';

export type Describe = (digits: string, modified: string) => string;

const plain: readonly Describe[] = [
  (digits) => `IMG_${digits}.JPG`,
  (digits) => `photos/2012/DSC_${digits}.NEF`,
  (digits) => `invoices/${digits}.pdf`,
  (digits) => `backup-${digits}.tar.gz`,
  (digits) => `mail/archive.${digits}.mbox`,
  (digits) => `scan ${digits}.tif`,
  (digits) => `db-dump-${digits}.sql.bz2`,
  (digits) => `${digits}`,
];

const byTools: readonly Describe[] = [
  (digits, modified) => fastGlacier(`photos/2011/a/IMG_${digits}.JPG`, modified),
  (digits, modified) => fastGlacier(`Música/Sigur Rós/(07)/${digits}.flac`, modified),
  (digits, modified) => mtAwsGlacier(`data/${digits}.tar`, modified),
  (digits, modified) => mtAwsGlacier(`архив2/"${digits}".zip`, modified),
  (digits, modified) => jsonWithPath(`photos/2011/über den Wolken ${digits}.jpg`, modified),
];

const hostile: readonly Describe[] = [
  () => '',
  (digits) => `the "final" report ${digits}.pdf`,
  (digits) => `report, "final, really" ${digits}.pdf`,
  (digits) => `"},{" \\ ]} ${digits}`,
  (digits) => `{"ArchiveId":"${digits}"}`,
  (digits) => `C:\\Users\\alice\\${digits}\\`,
  (digits) => `ends with a backslash and quote ${digits}\\"`,
  (digits) => `escape \\u00e9\\ud83d\\ude00 left as text ${digits}`,
  (digits) => `   spaces around ${digits}   `,
  (digits) => `]}${digits},"Size":-1`,
];

/** A cycle of 100 archives: each description has as many entries as its share in percent. Most are plain. */
export const descriptions: readonly Describe[] = [
  ...Array.from({ length: 8 }, () => plain).flat(),
  ...Array.from({ length: 4 }, () => byTools).flat(),
  ...hostile,
];
