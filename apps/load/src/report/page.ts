// The report as one page that needs nothing else: styles, the chart library and the data are in it. Everything that comes
// from a run is text and is made safe here.

import type { LoadReport } from '../run/load-report.ts';
import { wholeText } from '../run/words.ts';
import { type Chart, chartsOf } from './charts.ts';
import { headlineRows, processRows, type Row, settingRows } from './facts.ts';

/** What is put into the page as it is. */
export interface PageParts {
  readonly style: string;
  readonly chartLibrary: string;
  readonly chartStyle: string;
  readonly script: string;
}

export function pageOf(report: LoadReport, parts: PageParts): string {
  const { scenario, command, stopped, summary, figures, processes } = report;
  const charts = chartsOf(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${safe(scenario.name)}: a load run of Parley</title>
<style>${parts.chartStyle}\n${parts.style}</style>
</head>
<body>
<main>
<header>
<div><h1>${safe(scenario.name)}</h1><p>${safe(scenario.about)}</p><p class="quiet"><code>${safe(command)}</code></p></div>
<button id="theme" type="button">Dark</button>
</header>
${stopped === null ? '' : `<p class="stopped">It ended early, after ${(stopped.atMs / 1_000).toFixed(1)} s: ${safe(stopped.reason)}</p>`}
<dl class="headline">${headlineRows(report).map(headline).join('')}</dl>
${figureTable(figures)}
${errorTable(summary.errors)}
<div class="charts">
${charts.map(card).join('\n')}
</div>
<section class="card"><h2>How it was run</h2>${table(
    undefined,
    settingRows(report).map(({ name, value }) => [name, value]),
  )}</section>
<details class="card"><summary>Each process</summary><div class="scroll">${table(
    ['process', 'role', 'pid', 'cores, mean', 'cores, most', 'MiB, most'],
    processRows(processes),
  )}</div></details>
</main>
<script type="application/json" id="data">${json({ charts })}</script>
<script>${parts.chartLibrary}</script>
<script>${parts.script}</script>
</body>
</html>
`;
}

function headline({ name, value, about = '' }: Row): string {
  return `<div><dt>${safe(name)}</dt><dd>${safe(value)}</dd><small>${safe(about)}</small></div>`;
}

function card({ id, title, about, unit }: Chart): string {
  return `<section class="card"><h2>${safe(title)} <span class="quiet">(${safe(unit)})</span></h2><p>${safe(about)}</p><div id="chart-${safe(id)}"></div></section>`;
}

function figureTable(figures: LoadReport['figures']): string {
  if (figures.length === 0) return '';
  const rows = figures.map(({ name, value, unit, about }) => [name, `${value} ${unit}`.trim(), about]);
  return `<section class="card"><h2>What the scenario measured beside</h2>${table(undefined, rows)}</section>`;
}

function errorTable(errors: LoadReport['summary']['errors']): string {
  if (errors.length === 0) return '';
  const rows = errors.map(({ kind, count, example }) => [wholeText(count), kind, example]);
  return `<section class="card"><h2>What failed</h2>${table(['how often', 'kind', 'the first said'], rows)}</section>`;
}

function table(head: readonly string[] | undefined, rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'td' | 'th') =>
    row.map((cell) => `<${tag}>${safe(cell)}</${tag}>`).join('');
  const first = head === undefined ? '' : `<thead><tr>${cells(head, 'th')}</tr></thead>`;
  return `<table>${first}<tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('')}</tbody></table>`;
}

function safe(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** JSON that can stand in a script: nothing in it ends one. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
