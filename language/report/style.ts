/** How the HTML report looks, on a screen and on paper. Without quotes and angle brackets, which the page's writer would escape. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ink: #1b2430; --soft: #5b6775; --line: #d8dee6; --band: #f5f7fa; --accent: #0b63b6; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 48px 40px 96px; max-width: 1280px; color: var(--ink); background: #fff;
  font: 14px/1.5 Inter, Segoe UI, system-ui, sans-serif; }
.kind { margin: 0; color: var(--soft); font-size: 12px; letter-spacing: .02em; }
h1 { margin: 4px 0 20px; font-size: 30px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 48px 0 8px; padding-bottom: 6px; border-bottom: 2px solid var(--ink); font-size: 20px; }
h3 { margin: 24px 0 8px; font-size: 15px; }
.number { color: var(--soft); font-weight: 400; margin-right: 6px; }
.basis { float: right; color: var(--soft); font-size: 12px; font-weight: 400; line-height: 30px; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr)); gap: 12px 24px; margin: 0; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
nav ol { columns: 3 200px; margin: 28px 0 0; padding: 16px 16px 16px 36px; background: var(--band); border-radius: 6px; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
p { max-width: 90ch; margin: 8px 0; }
.none { color: var(--soft); font-style: italic; }
.picture { display: block; width: 100%; height: auto; margin: 16px 0; border: 1px solid var(--line); border-radius: 6px; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 12px; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; min-width: 5ch; max-width: 44ch; }
thead th { color: var(--soft); font-weight: 500; border-bottom-color: var(--ink); overflow-wrap: normal; }
tbody th { font-weight: 600; }
@media print {
  @page { size: A4 landscape; margin: 14mm; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  nav { display: none; }
  section { break-before: page; }
  #drawing { break-before: auto; }
  .picture { border: 0; max-height: 160mm; object-fit: contain; }
  .wide { overflow: visible; }
  table { font-size: 8pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
