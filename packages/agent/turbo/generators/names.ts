// What a new agent may be called: it is a token of subjects, a folder, and part of a package's name.

const pattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const lengthMax = 40;

/** Words that mean something else where an agent's name stands, or would be read wrongly by a person. */
const reserved: ReadonlySet<string> = new Set([
  'agent',
  'agents',
  'all',
  'broker',
  'client',
  'coordinator',
  'keeper',
  'mesh',
  'messages',
  'node-modules',
  'parley',
  'payment',
  'supervisor',
  'test',
]);

/** Why this cannot be a name, in words that say what to do; undefined where it can. */
export function objectionToName(name: string): string | undefined {
  if (reserved.has(name)) return `"${name}" is a reserved word of Parley: choose another name.`;
  if (name.length > lengthMax) return `"${name}" has ${name.length} letters, ${lengthMax} are allowed.`;
  if (pattern.test(name)) return undefined;
  return `"${name}" cannot be an agent's name: use a-z, 0-9 and single hyphens, beginning with a letter, such as "stock-price".`;
}

/** `stock-price` as a person says it. */
export function wordsOf(name: string): string {
  return name.replaceAll('-', ' ');
}
