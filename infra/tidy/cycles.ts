// No import goes in a circle, neither among files nor among packages. Type imports count: they are knowledge as well.

import { posix } from 'node:path';
import { isTest, type Project, packageAt, type Violation } from './project.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** One violation for each circle, naming its members in order. */
export function checkCycles(project: Project): Violation[] {
  const circles = [...circlesOf(filesGraph(project)), ...circlesOf(packagesGraph(project))];
  return circles.map((circle) => ({
    rule: 'cycles',
    file: circle[0] ?? '',
    what: `imports itself: ${circle.join(' -> ')}`,
  }));
}

function filesGraph(project: Project): Graph {
  const graph = new Map<string, string[]>();
  for (const [file, source] of project.sources) {
    const relative = source.imports.filter((specifier) => specifier.startsWith('.'));
    graph.set(
      file,
      relative.map((specifier) => posix.join(posix.dirname(file), specifier)),
    );
  }
  return graph;
}

/** Tests are left out: a package's tests may use the testkit, which uses the package. */
function packagesGraph(project: Project): Graph {
  const graph = new Map<string, string[]>(project.packages.map(({ folder }) => [folder, []]));
  for (const [file, source] of project.sources) {
    const own = packageAt(project, file);
    if (own === undefined || isTest(file)) continue;
    for (const other of project.packages) {
      const imported = source.imports.some((name) => name === other.name || name.startsWith(`${other.name}/`));
      if (imported && other !== own) graph.get(own.folder)?.push(other.folder);
    }
  }
  return graph;
}

/** Depth first; an edge back into the path that led here closes a circle. */
function circlesOf(graph: Graph): string[][] {
  const done = new Set<string>();
  const path: string[] = [];
  const circles: string[][] = [];
  const visit = (node: string) => {
    const at = path.indexOf(node);
    if (at >= 0) circles.push([...path.slice(at), node]);
    if (at >= 0 || done.has(node)) return;
    path.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return circles;
}
