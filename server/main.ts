/** The language server's bundle begins here, in every host: a process in Node, else a web worker. */
const isNode = typeof process === 'object' && process.versions?.node !== undefined;
void (isNode ? import('./node.ts') : import('./browser.ts'));
