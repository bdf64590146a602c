/** Keeps the picture's colours in step with the editor's theme: custom properties on the page, set anew when the theme changes. */
import { resolveColours, type ThemeName, tokenVariable } from '../../language/diagram/draw/theme.ts';

export function themeOf(classes: DOMTokenList): ThemeName {
  if (classes.contains('vscode-high-contrast-light')) return 'hc-light';
  if (classes.contains('vscode-high-contrast')) return 'hc';
  return classes.contains('vscode-dark') ? 'dark' : 'light';
}

/** Calls back with the theme at once and whenever it changes; returns how to stop. */
export function followTheme(onTheme: (theme: ThemeName) => void): () => void {
  const apply = (): void => {
    const theme = themeOf(document.body.classList);
    const style = getComputedStyle(document.documentElement);
    const lookup = (variable: string): string | undefined =>
      style.getPropertyValue(`--vscode-${variable}`).trim() || undefined;
    for (const [token, colour] of Object.entries(resolveColours(theme, lookup)))
      document.documentElement.style.setProperty(tokenVariable(token), colour);
    onTheme(theme);
  };
  apply();
  // The editor writes its colours on <html style> and names the theme's kind on <body class>. Our own properties are there too,
  // so what changes is compared before anything is done.
  let seen = '';
  const observer = new MutationObserver(() => {
    const now = editorColours();
    if (now === seen) return;
    seen = now;
    apply();
  });
  seen = editorColours();
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => observer.disconnect();
}

function editorColours(): string {
  const variables =
    document.documentElement.style.cssText.match(
      /--vscode-(?:editor|bulkhead|focus|contrast|description)[^:]*:[^;]*/g,
    ) ?? [];
  return `${document.body.className} ${variables.join(';')}`;
}
