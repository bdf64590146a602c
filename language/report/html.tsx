/** The report as one HTML file that needs nothing else: no script, no request, the drawing inside; made to be read and printed. */
import { renderToString } from 'preact-render-to-string';
import { type Cell, linesOf, type Report, type Section, type Table } from './content.ts';
import { REPORT_STYLE } from './style.ts';

/** Nothing is fetched or run, whatever a policy's texts hold. */
const CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** `drawing`: an SVG file's text, as `renderSvg` makes it; absent: the section says that there is none. */
export function reportHtml(report: Report, drawing?: string): string {
  const page = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={CONTENT_POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${report.title}: zones and conduits`}</title>
        <style>{REPORT_STYLE}</style>
      </head>
      <body>
        <header>
          <p class="kind">Zone and conduit documentation · IEC 62443-3-2, ZCR 6</p>
          <h1>{report.title}</h1>
          <dl>
            {report.facts.map(([name, value]) => (
              <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </header>
        <nav aria-label="Contents">
          <ol>
            {report.sections.map((section) => (
              <li>
                <a href={`#${section.id}`}>{section.title}</a>
              </li>
            ))}
          </ol>
        </nav>
        <main>
          {report.sections.map((section, i) => (
            <SectionView section={section} number={i + 1} drawing={drawing} />
          ))}
        </main>
      </body>
    </html>,
  );
  return `<!DOCTYPE html>\n${page}\n`;
}

function SectionView({ section, number, drawing }: { section: Section; number: number; drawing: string | undefined }) {
  return (
    <section id={section.id} class={section.drawing ? 'drawing' : undefined}>
      <h2>
        <span class="number">{number}</span> {section.title}
        {section.basis && <span class="basis">{section.basis}</span>}
      </h2>
      {section.paragraphs.map((text) => (
        <p>{text}</p>
      ))}
      {section.drawing && <Drawing svg={drawing} />}
      {section.tables.map((table) => (
        <TableView table={table} titled={section.tables.length > 1} />
      ))}
    </section>
  );
}

/** As an image: the drawing's own styles and names stay apart from the page's. */
function Drawing({ svg }: { svg: string | undefined }) {
  if (svg === undefined) return <p>The drawing could not be laid out.</p>;
  return (
    <img
      class="picture"
      src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
      alt="Zones and conduits; the tables below say the same in words"
    />
  );
}

function TableView({ table, titled }: { table: Table; titled: boolean }) {
  const shown = table.columns.map((_, column) => table.rows.some((row) => linesOf(row[column] ?? '').length > 0));
  const kept = <T,>(cells: readonly T[]): T[] => cells.filter((_, column) => shown[column]);
  return (
    <>
      {titled && <h3 id={`table-${table.id}`}>{table.title}</h3>}
      {table.rows.length === 0 ? (
        <p class="none">{table.empty}</p>
      ) : (
        <div class="wide">
          <table>
            <thead>
              <tr>
                {kept(table.columns).map((column) => (
                  <th scope="col">{column}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <tr>
                  {kept(row).map((cell, column) => (
                    <CellView cell={cell} first={column === 0} />
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function CellView({ cell, first }: { cell: Cell; first: boolean }) {
  const lines = linesOf(cell).map((line) => <div>{line}</div>);
  return first ? <th scope="row">{lines}</th> : <td>{lines}</td>;
}
