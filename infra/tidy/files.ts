// Rules that look at one file at a time: its name, its length, its opening, and words that must not stay in it.

import { posix } from 'node:path';
import { shownFolders, topLevel } from '../layers.ts';
import { isTest, type Project, type Violation } from './project.ts';

const linesMax = 300;
const vagueNames = ['util', 'helper', 'common', 'type', 'manager', 'base', 'impl', 'shared', 'misc'];
const vaguePackages = ['util', 'type', 'common', 'shared', 'config', 'helper', 'core', 'lib'];
const leftovers = /\b(TO[D]O|FIX[M]E)\b/;

const eatenByShell = /\bparley ask \\?"[^"\n]*\$\w/;

const single = (word: string) => word.replace(/s$/, '');

/** Kebab-case, and no name that says nothing. */
export function checkNames(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const path of project.sources.keys()) {
    const name = posix.basename(path).replace(/\.(ts|mts|mjs|js|tsx)$/, '');
    const bare = name.replace(/(\.(test|e2e|contract|config|fixture))+$/, '');
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(bare)) found.push({ rule: 'names', file: path, what: 'is not kebab-case' });
    const vague = bare.split('-').find((word) => word !== 'type' && vagueNames.includes(single(word)));
    const wholly = vagueNames.includes(single(bare));
    if (vague !== undefined || wholly)
      found.push({ rule: 'names', file: path, what: `is named ${vague ?? bare}, which says nothing` });
  }
  for (const { folder } of project.packages) {
    const name = single(posix.basename(folder));
    if (vaguePackages.includes(name))
      found.push({ rule: 'names', file: folder, what: 'is a package that is named for nothing' });
  }
  return found;
}

/** At most 300 lines, and a source parses. */
export function checkLength(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, source] of project.sources) {
    const lines = (project.files.get(file) ?? '').trimEnd().split('\n').length;
    if (lines > linesMax)
      found.push({ rule: 'length', file, what: `has ${lines} lines, and ${linesMax} are the most` });
    if (source.broken !== undefined) found.push({ rule: 'length', file, what: `does not parse: ${source.broken}` });
  }
  return found;
}

/** Every module says in prose what it is; an index names what it exports and computes nothing. */
export function checkOpening(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, source] of project.sources) {
    if (isTest(file) || isShown(file)) continue;
    const isIndex = posix.basename(file) === 'index.ts';
    const computes = source.statements.some((kind) => kind !== 'export-from');
    const text = (project.files.get(file) ?? '').replace(/^#!.*\n/, '');
    // A folder's own index may be a module like any other; a package's face may not.
    if (isIndex && isFace(project, file) && computes) {
      found.push({ rule: 'opening', file, what: 'is an index, which names its exports and computes nothing' });
    }
    const exempt = isIndex && !computes;
    if (!exempt && !/^(\/\/|\/\*)/.test(text))
      found.push({ rule: 'opening', file, what: 'does not open with what it is' });
  }
  return found;
}

function isShown(file: string): boolean {
  return shownFolders.some((folder) => file.startsWith(folder));
}

function isFace(project: Project, file: string): boolean {
  // An agent's index is the agent: its default export is what the host runs.
  if (file.startsWith('packages/agents/')) return false;
  return project.packages.some(({ folder, exports }) =>
    Object.values(exports).some((target) => posix.join(folder, target) === file),
  );
}

/** Nothing is left for later in a comment. */
export function checkLeftovers(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const file of project.sources.keys()) {
    const word = leftovers.exec(project.files.get(file) ?? '')?.[0];
    if (word !== undefined) found.push({ rule: 'leftovers', file, what: `says ${word}: do it, or open an issue` });
  }
  return found;
}

/** A shell reads "$5" as a variable, so a command that is shown has such an intent in single quotes. */
export function checkCommands(project: Project): Violation[] {
  const found: Violation[] = [];
  for (const [file, text] of project.files) {
    const shown = eatenByShell.exec(text)?.[0];
    if (shown !== undefined) found.push({ rule: 'commands', file, what: `shows ${shown}: a shell eats its "$"` });
  }
  return found;
}

/** The top level stays short. */
export function checkTopLevel(project: Project): Violation[] {
  const entries = new Set([...project.files.keys()].map((path) => path.split('/')[0] ?? ''));
  const strange = [...entries].filter((entry) => !entry.startsWith('.') && !topLevel.includes(entry));
  return strange.map((file) => ({ rule: 'top-level', file, what: 'does not belong at the top level' }));
}
