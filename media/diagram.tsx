/** Entry of the diagram page (dist/media/diagram.js): mounts it in `<div id="diagram">`. The style beside it is diagram.css. */
import * as l10n from '@vscode/l10n';
import './diagram.css';
import exportSource from 'worker:./export-worker.ts';
import layoutSource from 'worker:./layout-worker.ts';
import { render } from 'preact';
import { App } from './page/app.tsx';
import { editorHost } from './page/host.ts';

const root = document.getElementById('diagram');
l10n.config({ contents: root?.dataset.words ?? '{}' });
const sources = { layout: layoutSource, export: exportSource };
if (root !== null) render(<App host={editorHost()} sources={sources} />, root);
