/** The page that the diagram panel loads: nothing but the extension's own script and style may run in it. */
import * as vscode from 'vscode';

/** Folders of everything that the page may load: itself, and what PNG files are drawn with. */
export function pageRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'media'), vscode.Uri.joinPath(extension, 'dist', 'raster')];
}

export function diagramPage(extension: vscode.Uri, webview: vscode.Webview): string {
  const [media, raster] = pageRoots(extension).map((root) => webview.asWebviewUri(root).toString());
  const address = (name: string): string => `${media}/${name}`;
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  const policy = [
    "default-src 'none'",
    // PNG files are drawn by resvg, which is WebAssembly.
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    `connect-src ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
    'worker-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address('diagram.css')}">
<title>${vscode.l10n.t('Zone Diagram')}</title>
</head>
<body>
<div id="diagram" data-raster="${raster}" data-words="${attribute(JSON.stringify(vscode.l10n.bundle ?? {}))}"></div>
<script nonce="${nonce}" src="${address('diagram.js')}"></script>
</body>
</html>`;
}

/** Text as the value of an attribute in quotes. */
function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
