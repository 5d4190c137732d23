// The files of the jobs board. The build and the tests replace this module: scripts/bundles.ts has the plugin, and
// scripts/boardFiles.ts makes the files from src/board/, which is code for browsers.

/** File name -> its text. */
declare const BOARD_FILES: Readonly<Record<string, string>>;

export const boardFiles = BOARD_FILES;
