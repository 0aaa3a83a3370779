// The project as the tidy rules see it: a map from path to text, and the packages in it. It comes from the disk or from
// a test's own hand, so that every rule can be shown a planted violation. It knows no rule.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSource, type Source } from './source.ts';

export interface Package {
  /** From the root, without a slash at the end. */
  folder: string;
  name: string;
  dependencies: readonly string[];
  devDependencies: readonly string[];
  /** The subpaths of `exports` with their files, such as './messages' and 'src/messages.ts'. */
  exports: Readonly<Record<string, string>>;
}

export interface Project {
  /** Every file's text by its path from the root, with forward slashes; empty for what is not text. */
  files: ReadonlyMap<string, string>;
  packages: readonly Package[];
  /** The root's own dependencies, which tests may use. */
  rootDependencies: readonly string[];
  /** The sources (.ts, .mts, .mjs, .js) by path. */
  sources: ReadonlyMap<string, Source>;
}

/** What a rule found: where, and what is wrong there. */
export interface Violation {
  rule: string;
  file: string;
  what: string;
}

const ignoredFolders = new Set(['node_modules', '.git', '.turbo', '.parley', 'coverage']);
const textFile = /\.(ts|mts|mjs|js|tsx|json|md|sh)$/;
const sourceFile = /\.(ts|mts|mjs|js|tsx)$/;

/** Reads the project under `root` from the disk. */
export function readProject(root: string): Project {
  const files: Record<string, string> = {};
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !ignoredFolders.has(entry.name)) visit(path);
      if (entry.isFile()) files[path] = textFile.test(path) ? readFileSync(join(root, path), 'utf8') : '';
    }
  };
  visit('');
  return projectOf(files);
}

/** Makes a project of texts by path. */
export function projectOf(files: Readonly<Record<string, string>>): Project {
  const paths = Object.keys(files).sort();
  const manifests = paths.filter((path) => /(^|\/)package\.json$/.test(path) && !path.includes('/fixtures/'));
  const root = JSON.parse(files['package.json'] ?? '{}') as Manifest;
  return {
    files: new Map(paths.map((path) => [path, files[path] ?? ''])),
    packages: manifests.filter((path) => path !== 'package.json').map((path) => packageOf(path, files[path] ?? '{}')),
    rootDependencies: [...Object.keys(root.dependencies ?? {}), ...Object.keys(root.devDependencies ?? {})],
    sources: new Map(
      paths.filter((path) => sourceFile.test(path)).map((path) => [path, readSource(files[path] ?? '')]),
    ),
  };
}

/** The package whose folder a path is in; undefined for `infra` and the root's own files. */
export function packageAt(project: Project, path: string): Package | undefined {
  const holding = project.packages.filter(({ folder }) => path.startsWith(`${folder}/`));
  return holding.sort((a, b) => b.folder.length - a.folder.length)[0];
}

/** The package a specifier speaks of: `@parley/bus` for '@parley/bus/memory'. */
export function packageNameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Tests, and what is measured or fuzzed beside them: none of it is part of the package's product. */
export function isTest(path: string): boolean {
  return /(^|\/)(test|fuzz|eval)\//.test(path);
}

interface Manifest {
  name?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  exports?: Record<string, string>;
}

function packageOf(path: string, text: string): Package {
  const manifest = JSON.parse(text) as Manifest;
  return {
    folder: path.slice(0, -'/package.json'.length),
    name: manifest.name ?? '',
    dependencies: Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }),
    devDependencies: Object.keys(manifest.devDependencies ?? {}),
    exports: manifest.exports ?? {},
  };
}
