/**
 * Builds what ships, with esbuild: `npm run build` (`-- --development` unminified with source maps; `-- cli` that one only).
 *
 * dist/client.cjs   the extension in Node; language-client.cjs its later part
 * dist/browser.cjs.js   the extension in a browser
 * dist/server.cjs   the language server, a process of its own or a web worker
 * dist/cli/main.js  the command line, split so that `--version` stays fast
 * dist/media/diagram.*   the page that runs in the webview
 * dist/bulkhead.schema.json   the JSON Schema of bulkhead.json
 * dist/raster/      what PNG files are drawn with
 * l10n/bundle.l10n.json   the client's words, for translators
 */
import { copyFileSync, globSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { writeClientStrings } from './client-strings.ts';
import { generate } from './generate.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const CONFIGURATION_SCHEMA = 'dist/bulkhead.schema.json';
const OLDEST_EDITOR_NODE = 'node22';
const OLDEST_BROWSER = ['chrome134', 'firefox136', 'safari18'];

/** `import source from 'worker:./layout-worker.ts'` gives the whole worker, bundled, as one string: a webview cannot load it by address. */
function workerPlugin(options: BuildOptions): Plugin {
  return {
    name: 'worker',
    setup(context) {
      context.onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path.slice('worker:'.length)),
        namespace: 'worker',
      }));
      context.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
        const result = await build({
          ...options,
          entryPoints: [path],
          outdir: 'dist/media',
          bundle: true,
          write: false,
          metafile: true,
          sourcemap: false,
        });
        const watchFiles = Object.keys(result.metafile.inputs).map((file) => join(ROOT, file));
        return { contents: result.outputFiles[0]?.text ?? '', loader: 'text', watchFiles };
      });
    },
  };
}

/** The protocol's client is nine tenths of the extension's code: in a file of its own it is not read before activation is over. */
const languageClientPlugin: Plugin = {
  name: 'language-client',
  setup(context) {
    context.onResolve({ filter: /\/node-client\.ts$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './language-client.cjs', external: true },
    );
  },
};

/** Files that may use what only Node has: the project's own named node, and the protocol's. */
const NODE_ONLY = /\/node(-[^/]+)?\.ts$|\/lib\/node\/[^/]+\.js$/;

/**
 * The language server's bundle runs in both hosts: it is built as for a browser, and what only Node has is left to be loaded there. So
 * the packages of the protocol are in it once, and nothing of Node can slip into the rest.
 */
const bothHostsPlugin: Plugin = {
  name: 'both-hosts',
  setup(context) {
    context.onResolve({ filter: /^vscode-(languageserver(-protocol)?|jsonrpc)\/node$/ }, ({ path, resolveDir }) => {
      const common = createRequire(join(resolveDir, 'any')).resolve(dirname(path));
      return { path: join(dirname(common), '..', 'node', 'main.js') };
    });
    context.onResolve({ filter: /^(node:)?[a-z_]+(\/promises)?$/ }, ({ path, importer }) => {
      if (!isBuiltin(path)) return undefined;
      if (NODE_ONLY.test(importer)) return { path, external: true };
      return { errors: [{ text: `${path} is only in Node, and this runs in a browser too` }] };
    });
  },
};

function bundles(development: boolean): readonly BuildOptions[] {
  const common: BuildOptions = {
    absWorkingDir: ROOT,
    bundle: true,
    minify: !development,
    sourcemap: development ? 'linked' : false,
    legalComments: 'none',
    logLevel: 'warning',
    // The layout engine compares with -0, which changes nothing there.
    logOverride: { 'equals-negative-zero': 'silent' },
    metafile: true,
    define: { 'process.env.NODE_ENV': development ? '"development"' : '"production"' },
  };
  const node: BuildOptions = {
    ...common,
    platform: 'node',
    target: OLDEST_EDITOR_NODE,
    mainFields: ['module', 'main'],
  };
  const browser: BuildOptions = {
    ...common,
    platform: 'browser',
    format: 'iife',
    target: OLDEST_BROWSER,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file', '.svg': 'text' },
  };
  // Workers have no document: packages that have a form for them are taken in it.
  const worker: BuildOptions = { ...browser, conditions: ['worker', 'module'] };
  const requireInModules =
    "import { createRequire, isBuiltin } from 'node:module'; const require = createRequire(import.meta.url);";
  return [
    {
      ...node,
      entryPoints: ['client/node.ts'],
      outfile: 'dist/client.cjs',
      format: 'cjs',
      external: ['vscode'],
      plugins: [languageClientPlugin],
    },
    {
      ...node,
      entryPoints: ['client/node-client.ts'],
      outfile: 'dist/language-client.cjs',
      format: 'cjs',
      external: ['vscode'],
    },
    {
      ...worker,
      entryPoints: ['client/browser.ts'],
      // The manifest names it without `.js`, which VS Code puts behind: a name in `.js` would be taken for an ECMAScript module.
      outfile: 'dist/browser.cjs.js',
      format: 'cjs',
      external: ['vscode'],
    },
    {
      ...worker,
      entryPoints: ['server/main.ts'],
      outfile: 'dist/server.cjs',
      format: 'cjs',
      plugins: [bothHostsPlugin],
    },
    {
      ...node,
      entryPoints: ['cli/main.ts'],
      outdir: 'dist/cli',
      format: 'esm',
      splitting: true,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      banner: { js: requireInModules },
    },
    { ...browser, entryPoints: ['media/diagram.tsx'], outdir: 'dist/media', plugins: [workerPlugin(browser)] },
  ];
}

export interface BuildChoice {
  /** Unminified, with source maps. */
  readonly development?: boolean;
  /** Rooms to build; all where absent. */
  readonly only?: readonly string[];
}

/** Builds all bundles into dist/. Throws where a source does not compile. */
export async function buildAll({ development = false, only = [] }: BuildChoice = {}): Promise<void> {
  generate();
  const written = new Set<string>();
  for (const options of bundles(development)) {
    const [entry] = options.entryPoints as [string];
    if (only.length > 0 && !only.includes(dirname(entry))) continue;
    const { metafile } = await build(options);
    for (const [file, { entryPoint }] of Object.entries(metafile?.outputs ?? {})) {
      written.add(file);
      if (entryPoint === entry || basename(file).endsWith('.css')) console.log(`  ${file}  ${kilobytes(file)}`);
    }
  }
  copyRasterParts();
  if (only.length > 0) return;
  removeOthers(written);
  await writeSchema();
  await writeClientStrings();
}

/** Made from the checks and targets that there are, so it is no source. Loaded late: it needs the generated parser. */
async function writeSchema(): Promise<void> {
  const { configurationSchema } = await import('../language/checks/configuration-schema.ts');
  const path = join(ROOT, CONFIGURATION_SCHEMA);
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(configurationSchema(), null, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
  console.log(`  ${CONFIGURATION_SCHEMA}  ${kilobytes(CONFIGURATION_SCHEMA)}`);
}

/** What draws PNG files reads these beside itself: resvg, and the picture's font as TrueType. */
function copyRasterParts(): void {
  const folder = join(ROOT, 'dist', 'raster');
  mkdirSync(folder, { recursive: true });
  const from = (path: string) => join(ROOT, 'node_modules', path);
  copyFileSync(from('@resvg/resvg-wasm/index_bg.wasm'), join(folder, 'resvg.wasm'));
  for (const weight of ['400Regular', '600SemiBold'])
    copyFileSync(from(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`), join(folder, `Inter-${weight}.ttf`));
}

/** Builds the diagram page alone into a folder: for tests that look at it while dist/ may be anyone's. */
export async function buildDiagramPage(outdir: string): Promise<void> {
  const page = bundles(true).find((options) => (options.entryPoints as string[])[0] === 'media/diagram.tsx');
  await build({ ...page, outdir, sourcemap: false });
}

/** Chunks of an earlier build have other names; what was built now is never absent in between. */
function removeOthers(written: ReadonlySet<string>): void {
  for (const file of globSync('dist/**/*.{js,cjs,css,map,woff2}', { cwd: ROOT })) {
    if (!written.has(file)) rmSync(join(ROOT, file));
  }
}

function kilobytes(file: string): string {
  return `${Math.ceil(statSync(join(ROOT, file)).size / 1024)} kB`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  await buildAll({ development: args.includes('--development'), only: args.filter((arg) => !arg.startsWith('--')) });
}
