// The house as data: every package, its layer, and what of the house it may import. This is the one place; the tidy
// test enforces it, and whoever adds a package adds its row. A package not in here is a violation.

export interface Room {
  /** The folder, from the repository's root; `*` stands for one name. */
  folder: string;
  layer: number;
  /** In-house packages that its `src` may import, by folder; a subpath behind `#` allows that subpath alone. */
  imports: readonly string[];
}

const protocol = 'packages/protocol';
const bus = 'packages/bus';
const embeddings = 'packages/embeddings';
const broker = 'packages/broker';
const contractNet = 'packages/contract-net';
const discovery = 'packages/discovery';
const ledger = 'packages/ledger';
const conversation = 'packages/conversation';
const mesh = 'packages/mesh';
const agent = 'packages/agent';
const adaptation = 'packages/adaptation';
const wrap = 'packages/wrap';
const messagesOfAgents = 'packages/agents/*#./messages';

const layer0 = [protocol, bus, embeddings, broker];
const layer1 = [contractNet, discovery, ledger, conversation, adaptation];

/** Bottom up. A package imports only what its row names. */
export const rooms: readonly Room[] = [
  { folder: protocol, layer: 0, imports: [] },
  { folder: bus, layer: 0, imports: [] },
  { folder: embeddings, layer: 0, imports: [] },
  { folder: broker, layer: 0, imports: [] },
  { folder: contractNet, layer: 1, imports: [protocol] },
  { folder: discovery, layer: 1, imports: [protocol, bus, embeddings] },
  { folder: ledger, layer: 1, imports: [protocol, bus] },
  { folder: conversation, layer: 1, imports: [protocol, bus] },
  { folder: adaptation, layer: 1, imports: [protocol, embeddings] },
  { folder: mesh, layer: 2, imports: [...layer0, ...layer1] },
  { folder: agent, layer: 2, imports: [...layer0, ...layer1, mesh] },
  { folder: wrap, layer: 2, imports: [protocol, agent] },
  { folder: 'packages/agents/*', layer: 3, imports: [agent, wrap, messagesOfAgents, 'examples/*#./client'] },
  {
    folder: 'apps/*',
    layer: 4,
    imports: [...layer0, ...layer1, mesh, agent, wrap, messagesOfAgents, 'apps/cli#./up', 'apps/cli#./mesh-file'],
  },
];

/** Outside the layers. The examples are the outside world: they see what a user of the published packages sees. */
export const outbuildings: readonly Room[] = [
  { folder: 'packages/testkit', layer: 0, imports: layer0 },
  { folder: 'examples/*', layer: 4, imports: [mesh, agent, wrap, messagesOfAgents] },
  { folder: 'infra', layer: 4, imports: [broker] },
];

/** What any package's tests may import beside what the package itself may. */
export const testImports: readonly string[] = ['packages/testkit', 'examples/*'];

/**
 * Tests that use a package which itself builds on theirs: declared, the two would be a circle that turbo cannot order.
 * The workspace links them all the same.
 */
export const circularTests: Readonly<Record<string, string>> = { 'packages/broker': '@parley/testkit' };

/** An outside package that only these places may import. */
export const fenced: Readonly<Record<string, readonly RegExp[]>> = {
  nats: [/^packages\/bus\/(src|test)\/nats/, /^apps\/load\/src\/bench\//],
};

/** Where `process.env` may be read: the entry points. */
export const entryPoints: readonly RegExp[] = [
  /^(apps|examples)\/[^/]+\/src\/(.+\/)?main\.ts$/,
  /^packages\/agent\/src\/host\//,
  /^packages\/[^/]+\/eval\/main\.ts$/,
  /^packages\/testkit\/src\//,
  /^infra\//,
  /^jest\.config\.ts$/,
  /^examples\/readme\//,
  /(^|\/)(test|fuzz)\//,
];

/** Where a test's wait is made of short sleeps, so that no test sleeps by itself. */
export const pollingPlaces: readonly string[] = ['packages/testkit/src/eventually.ts'];

/** Folders without clock, randomness or I/O of their own. */
export const pureFolders: readonly string[] = ['packages/contract-net/src/'];

/** What a page shows word for word, and explains itself around it. */
export const shownFolders: readonly string[] = ['examples/readme/'];

/** What may lie at the top level, beside the dot files of tools. */
export const topLevel: readonly string[] = [
  'LICENSE',
  'README.md',
  'apps',
  'biome.json',
  'docs',
  'examples',
  'infra',
  'jest.config.ts',
  'knip.json',
  'package-lock.json',
  'package.json',
  'packages',
  'tsconfig.json',
  'turbo.json',
];
