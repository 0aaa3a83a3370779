// All tidy rules in one list. A rule is a function from a project to what it found; to add one, write it and name it here.

import { checkEnvironment, checkPurity, checkSleeps, checkSwitches } from './behaviour.ts';
import { checkCycles } from './cycles.ts';
import { checkDependencies } from './dependencies.ts';
import { checkDocumentation } from './documentation.ts';
import { checkCommands, checkLeftovers, checkLength, checkNames, checkOpening, checkTopLevel } from './files.ts';
import { checkLayers } from './houses.ts';
import type { Project, Violation } from './project.ts';

const rules = [
  checkLayers,
  checkDependencies,
  checkCycles,
  checkEnvironment,
  checkPurity,
  checkSwitches,
  checkSleeps,
  checkNames,
  checkLength,
  checkOpening,
  checkLeftovers,
  checkCommands,
  checkTopLevel,
  checkDocumentation,
];

/** Everything that is untidy, as lines a person can act on. */
export function checkProject(project: Project): string[] {
  return rules.flatMap((rule) => rule(project)).map(describe);
}

function describe({ rule, file, what }: Violation): string {
  return `${file}: ${what} [${rule}]`;
}
