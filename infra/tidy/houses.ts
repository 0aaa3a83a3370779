// Who may know whom: the layer table applied to every import and every declared dependency. It reads the table and
// knows no package by name. That what is imported is declared is a rule of its own (dependencies.ts).

import { posix } from 'node:path';
import { fenced, outbuildings, type Room, rooms, testImports } from '../layers.ts';
import { isTest, type Package, type Project, packageAt, packageNameOf, type Violation } from './project.ts';

/** Imports: only downwards, only what the row of the table names, only through `exports`. */
export function checkLayers(project: Project): Violation[] {
  const found: Violation[] = [];
  const say = (file: string, what: string) => found.push({ rule: 'layers', file, what });
  for (const own of project.packages) {
    const manifest = `${own.folder}/package.json`;
    if (roomOf(own.folder) === undefined) say(manifest, 'has no row in infra/layers.ts');
    for (const name of own.dependencies) {
      const other = project.packages.find((candidate) => candidate.name === name);
      if (other !== undefined && !mayImport(own.folder, other, undefined, false))
        say(manifest, `must not depend on ${name}`);
    }
  }
  for (const [file, source] of project.sources) {
    for (const specifier of source.imports) {
      const problem = specifier.startsWith('.')
        ? problemOfRelative(project, file, specifier)
        : problemOfPackage(project, file, specifier);
      if (problem !== undefined) say(file, problem);
    }
  }
  return found;
}

function problemOfRelative(project: Project, file: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  const own = packageAt(project, file)?.folder ?? file.split('/')[0];
  if (!target.startsWith(`${own}/`) || packageAt(project, target)?.folder !== packageAt(project, file)?.folder) {
    return `reaches out of its package by ${specifier}`;
  }
  return project.files.has(target)
    ? undefined
    : `imports ${specifier}, which is not there (relative imports end in .ts)`;
}

function problemOfPackage(project: Project, file: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  const name = packageNameOf(specifier);
  const fence = Object.hasOwn(fenced, name) ? fenced[name] : undefined;
  if (fence !== undefined && !fence.some((place) => place.test(file))) return `must not import ${name}`;
  const other = project.packages.find((candidate) => candidate.name === name);
  if (other === undefined) return undefined;
  const subpath = `.${specifier.slice(name.length)}`;
  if (!Object.hasOwn(other.exports, subpath)) return `imports ${specifier}, which ${name} does not export`;
  const folder = packageAt(project, file)?.folder ?? file.split('/')[0] ?? '';
  if (other.folder === folder) return undefined;
  return mayImport(folder, other, subpath, isTest(file)) ? undefined : `must not import ${specifier}`;
}

/** Without a subpath: may it depend on the package at all? */
function mayImport(folder: string, other: Package, subpath: string | undefined, fromTest: boolean): boolean {
  const allowed = [...(roomOf(folder)?.imports ?? []), ...(fromTest ? testImports : [])];
  return allowed.some((entry) => {
    const [place = '', only] = entry.split('#');
    return isAt(other.folder, place) && (only === undefined || subpath === undefined || only === subpath);
  });
}

function roomOf(folder: string): Room | undefined {
  return [...rooms, ...outbuildings].find((room) => isAt(folder, room.folder));
}

function isAt(folder: string, place: string): boolean {
  return new RegExp(`^${place.replace('*', '[^/]+')}$`).test(folder);
}
