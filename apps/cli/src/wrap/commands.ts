// The commands that make agents of services that exist, as the command line knows them: `wrap openapi`.

import type { Command } from 'commander';
import type { CommandLine } from '../record/commands.ts';

export function addWrapCommands(program: Command, { setting, run }: Pick<CommandLine, 'setting' | 'run'>): void {
  const list = (text: string, before: string[] = []) => [...before, ...text.split(',').map((each) => each.trim())];
  program
    .command('wrap')
    .description('make an agent of a service that exists')
    .command('openapi <document>')
    .description('write an agent package from an OpenAPI 3.0 or 3.1 document, a file or an address')
    .option('--only <operations>', 'these operations alone: operationId or "GET /path", with commas between', list)
    .option('--auth <place>', 'where the secret is: env:NAME, or scheme=env:NAME; never the secret itself', list)
    .option('--name <name>', "the agent's name (default: from the document's title)")
    .option('--out <folder>', 'where to write (default: packages/agents/<name> of the workspace)')
    .option('--base-url <url>', "the service's address (default: the document's first server)")
    .option('--allow-private', 'document and service may be on this machine or in a private network')
    .option('--price <amount>', 'what the agent asks for a call, such as 0.02')
    .option('--force', 'write into a folder that is there')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  parley wrap openapi https://api.example.org/openapi.json --auth env:EXAMPLE_TOKEN',
    )
    // Its parsers are loaded for this command alone.
    .action((document, options) =>
      run(import('./openapi.ts').then(({ wrapOpenApiCommand }) => wrapOpenApiCommand(setting, document, options))),
    );
}
