// Whether a text has no half of a surrogate pair: that has no form in UTF-8, and no URL can contain it.

const loneSurrogate = /[\ud800-\udfff]/u;

export const isWellFormed = (text: string): boolean => !loneSurrogate.test(text);
