// `turbo gen agent`: a new agent package that passes every check as it is. The templates beside this file are what an
// author reads first, so they say little and do something real.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PlopTypes } from '@turbo/gen';
import { objectionToName, wordsOf } from './names.ts';

const files = ['package.json', 'README.md', 'src/index.ts', 'src/messages.ts', 'test/agent.test.ts'];

export default function generators(plop: PlopTypes.NodePlopAPI): void {
  plop.setHelper('words', wordsOf);
  plop.setGenerator('agent', {
    description: 'An agent: a package under packages/agents that the running mesh starts by itself',
    prompts: [
      {
        type: 'input',
        name: 'name',
        message: "The agent's name, such as weather or stock-price",
        validate: (name: string) => objectionToName(name) ?? true,
      },
    ],
    actions: [
      (answers) => {
        const { name, folder } = placeOf(answers);
        // Answers that come by --args are checked here, since no prompt has seen them.
        const objection = objectionToName(name);
        if (objection !== undefined) throw new Error(objection);
        if (existsSync(folder)) throw new Error(`packages/agents/${name} exists already: choose another name.`);
        return `${name} is a good name`;
      },
      ...files.map((file) => ({
        type: 'add',
        path: `{{ turbo.paths.root }}/packages/agents/{{ name }}/${file}`,
        templateFile: `templates/${file}.hbs`,
        abortOnFail: true,
      })),
      (answers) => {
        const { root, name, folder } = placeOf(answers);
        execFileSync(join(root, 'node_modules', '.bin', 'biome'), ['check', '--write', folder], { cwd: root });
        return `Next: npm install, then edit packages/agents/${name}/src. After npm install "npm run dev" starts it.`;
      },
    ],
  });
}

function placeOf(answers: PlopTypes.Answers): { root: string; name: string; folder: string } {
  const root = String(answers.turbo.paths.root);
  const name = String(answers.name);
  return { root, name, folder: join(root, 'packages', 'agents', name) };
}
