// A report as files: load.json for programs and for `compare`, load.html for people.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadReport } from '../run/load-report.ts';
import { pageOf } from './page.ts';

/** Makes the folder where it is not there. @returns the page's path @throws Error where it cannot be written */
export async function writeReport(report: LoadReport, dir: string): Promise<string> {
  const charts = import.meta.resolve('uplot');
  const own = new URL('./page/', import.meta.url);
  const [style, script, chartLibrary, chartStyle] = await Promise.all([
    readFile(new URL('page.css', own), 'utf8'),
    readFile(new URL('page.js', own), 'utf8'),
    readFile(new URL('uPlot.iife.min.js', charts), 'utf8'),
    readFile(new URL('uPlot.min.css', charts), 'utf8'),
  ]);
  const page = join(dir, 'load.html');
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'load.json'), `${JSON.stringify(report)}\n`);
  await writeFile(page, pageOf(report, { style, script, chartLibrary, chartStyle }));
  return page;
}
