// The page of exported names is held against the code: under a package's heading a name stands in the first column of a
// table, or behind "Types:", if and only if the package exports it. What is said of a name is for people to check.

import { posix } from 'node:path';
import type { Package, Project, Violation } from './project.ts';

const page = 'docs/packages.md';
const codeSpan = /`([A-Za-z_$][\w$]*)`/g;

/** Exported names that the page lacks, and names on it that are exported no more. Agents export themselves alone. */
export function checkDocumentation(project: Project): Violation[] {
  const text = project.files.get(page);
  if (text === undefined) return [];
  const found: Violation[] = [];
  const say = (what: string) => found.push({ rule: 'documentation', file: page, what });
  for (const own of project.packages.filter(({ folder }) => /^packages\/[^/]+$/.test(folder))) {
    for (const subpath of Object.keys(own.exports)) {
      const heading = posix.join(posix.basename(own.folder), subpath);
      const exported = exportsOf(project, own, subpath);
      const named = namesUnder(text, heading);
      for (const name of exported.filter((each) => !named.includes(each))) say(`lacks ${name} under "${heading}"`);
      for (const name of named.filter((each) => !exported.includes(each))) {
        say(`names ${name} under "${heading}", which does not export it`);
      }
    }
  }
  return found;
}

function exportsOf(project: Project, own: Package, subpath: string): string[] {
  return project.sources.get(posix.join(own.folder, own.exports[subpath] ?? ''))?.exports ?? [];
}

/** The names between a heading and the next. */
function namesUnder(text: string, heading: string): string[] {
  const section = text.split(/^#+ /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const firstColumns = section.match(/^\|[^|\n]*\|/gm) ?? [];
  const types = section.split('\n\n').filter((paragraph) => paragraph.startsWith('Types:'));
  return [...[...firstColumns, ...types].join('\n').matchAll(codeSpan)].map(([, name]) => name ?? '');
}
