/**
 * A workbook of SpreadsheetML (ECMA-376) from tables of text: a sheet each, its first row and column frozen, a filter over it. Cells
 * are texts in place, which nothing evaluates. The same tables give the same bytes, in whatever time zone.
 */
import { strToU8, zipSync } from 'fflate';
import { element, type XmlNode, xmlDocument } from './common/xml.ts';
import type { Table } from './tables.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Styles by position in the stylesheet: as it comes, wrapped, the row of titles. */
const [WRAPPED, TITLE] = ['1', '2'];

/** The bytes of a workbook; titles of tables are names of sheets, of letters and unlike each other. */
export function workbookBytes(tables: readonly Table[]): Uint8Array {
  const files: Record<string, XmlNode> = {
    '[Content_Types].xml': contentTypes(tables.length),
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': workbook(tables),
    'xl/_rels/workbook.xml.rels': relations([
      ...tables.map((_, i): [string, string] => ['worksheet', `worksheets/sheet${i + 1}.xml`]),
      ['styles', 'styles.xml'],
    ]),
    'xl/styles.xml': styles(),
  };
  for (const [i, table] of tables.entries()) files[`xl/worksheets/sheet${i + 1}.xml`] = worksheet(table, i === 0);
  const zipped = Object.entries(files).map(([name, node]) => [name, strToU8(xmlDocument(node))]);
  // The first day that ZIP knows, of the local clock: that is what ZIP writes.
  return zipSync(Object.fromEntries(zipped), { level: 6, mtime: new Date(1980, 0, 1) });
}

function contentTypes(sheets: number): XmlNode {
  const override = (part: string, type: string): XmlNode =>
    element('Override', [], { PartName: `/xl/${part}`, ContentType: `${TYPES}.${type}+xml` });
  return element(
    'Types',
    [
      element('Default', [], {
        Extension: 'rels',
        ContentType: 'application/vnd.openxmlformats-package.relationships+xml',
      }),
      element('Default', [], { Extension: 'xml', ContentType: 'application/xml' }),
      override('workbook.xml', 'sheet.main'),
      override('styles.xml', 'styles'),
      ...Array.from({ length: sheets }, (_, i) => override(`worksheets/sheet${i + 1}.xml`, 'worksheet')),
    ],
    { xmlns: `${PACKAGE}/content-types` },
  );
}

function relations(list: readonly (readonly [type: string, target: string])[]): XmlNode {
  const one = ([type, target]: readonly [string, string], i: number): XmlNode =>
    element('Relationship', [], { Id: `rId${i + 1}`, Type: `${RELATIONS}/${type}`, Target: target });
  return element('Relationships', list.map(one), { xmlns: `${PACKAGE}/relationships` });
}

function workbook(tables: readonly Table[]): XmlNode {
  const sheets = tables.map(({ title }, i) =>
    element('sheet', [], { name: title, sheetId: `${i + 1}`, 'r:id': `rId${i + 1}` }),
  );
  const filters = tables.flatMap((table, i) =>
    isFiltered(table)
      ? [
          element('definedName', `'${table.title}'!${range(table, '$')}`, {
            ...{ name: '_xlnm._FilterDatabase', localSheetId: `${i}`, hidden: '1' },
          }),
        ]
      : [],
  );
  const parts = [element('sheets', sheets), ...(filters.length === 0 ? [] : [element('definedNames', filters)])];
  return element('workbook', parts, { xmlns: MAIN, 'xmlns:r': RELATIONS });
}

function styles(): XmlNode {
  const list = (name: string, children: readonly XmlNode[]): XmlNode =>
    element(name, children, { count: `${children.length}` });
  const format = (font: string, fill: string, wraps: boolean): XmlNode =>
    element('xf', wraps ? [element('alignment', [], { vertical: 'top', wrapText: '1' })] : [], {
      ...{ numFmtId: '49', fontId: font, fillId: fill, borderId: '0', xfId: '0', quotePrefix: '1' },
      ...{ applyNumberFormat: '1', applyFont: '1', applyFill: '1', applyAlignment: wraps ? '1' : '0' },
    });
  const font = (bold: boolean): XmlNode =>
    element('font', [
      ...(bold ? [element('b', [])] : []),
      element('sz', [], { val: '11' }),
      element('name', [], { val: 'Calibri' }),
    ]);
  const shade = element('patternFill', [element('fgColor', [], { rgb: 'FFE8ECF1' })], { patternType: 'solid' });
  const pattern = (type: string): XmlNode => element('fill', [element('patternFill', [], { patternType: type })]);
  const sides = ['left', 'right', 'top', 'bottom', 'diagonal'].map((side) => element(side, []));
  return element(
    'styleSheet',
    [
      list('fonts', [font(false), font(true)]),
      list('fills', [pattern('none'), pattern('gray125'), element('fill', [shade])]),
      list('borders', [element('border', sides)]),
      list('cellStyleXfs', [element('xf', [], { numFmtId: '0', fontId: '0', fillId: '0', borderId: '0' })]),
      list('cellXfs', [format('0', '0', false), format('0', '0', true), format('1', '2', true)]),
    ],
    { xmlns: MAIN },
  );
}

/** A table with columns has their titles in its first row; one without is lines of text. */
function isFiltered({ columns }: Table): boolean {
  return columns.length > 1;
}

function worksheet(table: Table, first: boolean): XmlNode {
  const { columns, rows } = table;
  const head = isFiltered(table)
    ? [
        row(
          1,
          columns.map((c) => c.title),
          TITLE,
        ),
      ]
    : [];
  const body = rows.map(({ cells }, i) => row(i + head.length + 1, cells, WRAPPED));
  const pane = { xSplit: '1', ySplit: '1', topLeftCell: 'B2', activePane: 'bottomRight', state: 'frozen' };
  const widths = columns.map((c, i) =>
    element('col', [], { min: `${i + 1}`, max: `${i + 1}`, width: `${c.width}`, customWidth: '1' }),
  );
  return element(
    'worksheet',
    [
      element('sheetViews', [
        element('sheetView', isFiltered(table) ? [element('pane', [], pane)] : [], {
          ...(first ? { tabSelected: '1' } : {}),
          workbookViewId: '0',
        }),
      ]),
      ...(widths.length === 0 ? [] : [element('cols', widths)]),
      element('sheetData', [...head, ...body]),
      ...(isFiltered(table) ? [element('autoFilter', [], { ref: range(table, '') })] : []),
      element('pageSetup', [], { orientation: 'landscape', fitToHeight: '0' }),
    ],
    { xmlns: MAIN },
  );
}

function row(number: number, cells: readonly string[], style: string): XmlNode {
  const filled = cells.flatMap((text, i) => {
    if (text === '') return [];
    const content = element('is', [element('t', text, { 'xml:space': 'preserve' })]);
    return [element('c', [content], { r: `${letters(i)}${number}`, s: style, t: 'inlineStr' })];
  });
  return element('row', filled, { r: `${number}` });
}

function range({ columns, rows }: Table, sign: '' | '$'): string {
  return `${sign}A${sign}1:${sign}${letters(columns.length - 1)}${sign}${rows.length + 1}`;
}

/** `A`, `Z`, `AA`: the column at a position. */
function letters(position: number): string {
  const rest = Math.floor(position / 26);
  return `${rest === 0 ? '' : letters(rest - 1)}${String.fromCharCode(65 + (position % 26))}`;
}
