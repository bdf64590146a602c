/** XML put together from elements. Markup and escapes are the library's; what XML cannot hold is taken out before. */
import XMLBuilder from 'fast-xml-builder';

/** An element, a text, or a comment. */
export type XmlNode = { readonly [name: string]: unknown };

const builder = new XMLBuilder({
  ...{
    preserveOrder: true,
    format: true,
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    commentPropName: '#comment',
  },
  ...{ suppressEmptyNode: true, suppressBooleanAttributes: false },
});

/** What XML 1.0 has no way to write, and lone halves of characters. */
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

function clean(text: string): string {
  return text.replace(NOT_XML, '?');
}

/** An element. Its name and its attributes' names are the exporter's own words; values and texts may be anything. */
export function element(
  name: string,
  children: readonly XmlNode[] | string,
  attributes: Readonly<Record<string, string>> = {},
): XmlNode {
  const named = Object.entries(attributes).map(([key, value]) => [`@${key}`, clean(value)]);
  const content = typeof children === 'string' ? (children === '' ? [] : [{ '#text': clean(children) }]) : children;
  return { [name]: content, ...(named.length === 0 ? {} : { ':@': Object.fromEntries(named) }) };
}

export function comment(text: string): XmlNode {
  return { '#comment': [{ '#text': ` ${clean(text)} ` }] };
}

/** The lines of an element, indented by two spaces a level; a text of several lines keeps them, from the first column. */
export function xmlLines(node: XmlNode, depth = 0): string[] {
  const indent = '  '.repeat(depth);
  const lines = builder.build([node]).trim().split('\n');
  let inText = false;
  return lines.map((line) => {
    const out = inText ? line : `${indent}${line}`;
    // A line that opens a text and does not close it: what follows is content.
    if (inText) inText = !line.includes('</');
    else inText = /<[^/!?][^<]*>[^<]*$/.test(line) && !line.trimEnd().endsWith('>');
    return out;
  });
}

/** A whole document in UTF-8. */
export function xmlDocument(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${builder.build([root]).trim()}\n`;
}
