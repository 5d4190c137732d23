// Whether a text has no half of a surrogate pair: that has no form in UTF-8, and no URL can contain it.

export const isWellFormed = (text: string): boolean => text.isWellFormed();
