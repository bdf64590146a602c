/** What every table that a spreadsheet may open has to know of spreadsheets. */

/**
 * Matches a cell that some spreadsheet takes for a formula, also behind blanks and quotes, also in full width. Written as text, such a
 * cell begins with `'`. The start of the cell alone decides, however many lines follow: the pattern that CSV libraries bring looks at
 * cells of one line only.
 */
export const FORMULA = /^[\s'"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/u;
