// What is imported is declared, and what is declared is imported: by the product as a dependency, by tests alone as a
// devDependency. Tools of all packages (jest, fast-check) are the root's own and declared there once.

import { circularTests } from '../layers.ts';
import { isTest, type Package, type Project, packageAt, packageNameOf, type Violation } from './project.ts';

/** Imports that no manifest declares, and declarations that nothing imports. */
export function checkDependencies(project: Project): Violation[] {
  const found: Violation[] = [];
  const used = new Map(project.packages.map((own) => [own, { product: new Set<string>(), tests: new Set<string>() }]));
  for (const [file, source] of project.sources) {
    const own = packageAt(project, file);
    for (const specifier of source.imports.filter((name) => !name.startsWith('.') && !name.startsWith('node:'))) {
      const name = packageNameOf(specifier);
      if (own !== undefined) used.get(own)?.[isTest(file) ? 'tests' : 'product'].add(name);
      if (!isDeclared(project, own, file, name)) {
        found.push({ rule: 'dependencies', file, what: `imports ${name}, which its package.json does not declare` });
      }
    }
  }
  for (const [own, { product, tests }] of used) {
    // Tools and type packages are used without an import: of the devDependencies only the house's own are looked at.
    const idle = [
      ...own.dependencies.filter((name) => !product.has(name)),
      ...own.devDependencies.filter((name) => isOfTheHouse(project, name) && !tests.has(name)),
    ];
    for (const name of idle) {
      const file = `${own.folder}/package.json`;
      found.push({ rule: 'dependencies', file, what: `declares ${name} and imports it nowhere` });
    }
  }
  return found;
}

function isDeclared(project: Project, own: Package | undefined, file: string, name: string): boolean {
  if (own?.name === name || own?.dependencies.includes(name)) return true;
  // The root declares no package of the house: every workspace is linked, and the layer table says who may use it.
  if (own === undefined) return isOfTheHouse(project, name) || project.rootDependencies.includes(name);
  if (own.devDependencies.includes(name)) return isTest(file) || isGenerator(file);
  return isTest(file) && (project.rootDependencies.includes(name) || circularTests[own.folder] === name);
}

function isOfTheHouse(project: Project, name: string): boolean {
  return project.packages.some((candidate) => candidate.name === name);
}

/** Run by turbo while somebody develops, never by the package. */
function isGenerator(file: string): boolean {
  return file.includes('/turbo/generators/');
}
