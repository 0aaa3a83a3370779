// What in a syntax tree waits for time to pass and for nothing else: a promise that a timer resolves. A timer that
// rejects is the time limit of a wait, and one of a simulated clock is no timer at all: neither is named here.

interface Node {
  type: string;
  [key: string]: unknown;
}

/** Modules whose timers are promises: to import one is to mean to sleep. */
export const promisedTimers: readonly string[] = ['node:timers/promises', 'timers/promises'];

/** How the module sleeps, a word each; empty where it does not. */
export function sleepsIn(body: readonly unknown[]): string[] {
  const found: string[] = [];
  visit(body, new Set(), found);
  return found;
}

/** @param resolvers the names that resolve the promises around this node */
function visit(value: unknown, resolvers: ReadonlySet<string>, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, resolvers, found);
    return;
  }
  if (!isObject(value)) return;
  const inner = value.type === 'NewExpression' ? withResolverOf(value, resolvers) : resolvers;
  if (value.type === 'CallExpression') {
    const [first] = argumentsOf(value);
    const callee = nameOf(value.callee);
    if (isTimer(callee) && isResolving(first, inner)) found.push(`a promise that ${callee} resolves`);
    if (callee === 'promisify' && isTimer(nameOf(first))) found.push(`promisify(${nameOf(first)})`);
    if (callee === 'Atomics.wait') found.push(callee);
  }
  for (const key in value) if (key !== 'span') visit(value[key], inner, found);
}

function withResolverOf(node: Node, outer: ReadonlySet<string>): ReadonlySet<string> {
  const [executor] = argumentsOf(node);
  if (nameOf(node.callee) !== 'Promise' || !isObject(executor)) return outer;
  const [first] = (executor.params ?? []) as Node[];
  const name = nameOf(first?.type === 'Parameter' ? first.pat : first);
  return name === undefined ? outer : new Set([...outer, name]);
}

function isTimer(name: string | undefined): boolean {
  return name !== undefined && /^(globalThis\.)?setTimeout$/.test(name);
}

/** Whether a timer's callback is a promise's `resolve`, or calls it. */
function isResolving(callback: unknown, resolvers: ReadonlySet<string>): boolean {
  if (Array.isArray(callback)) return callback.some((item) => isResolving(item, resolvers));
  if (!isObject(callback)) return false;
  const name = nameOf(callback);
  if (name !== undefined && (resolvers.has(name) || name.endsWith('.resolve'))) return true;
  return Object.entries(callback).some(([key, value]) => key !== 'span' && isResolving(value, resolvers));
}

function argumentsOf(node: Node): unknown[] {
  return ((node.arguments ?? []) as { expression: unknown }[]).map(({ expression }) => expression);
}

/** `name`, or `object.name` where that is all there is. */
function nameOf(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === 'Identifier') return String(value.value);
  if (value.type !== 'MemberExpression') return undefined;
  const object = nameOf(value.object);
  const property = nameOf(value.property);
  return object === undefined || property === undefined ? undefined : `${object}.${property}`;
}

/** Nodes, and what holds them without a type of its own. */
function isObject(value: unknown): value is Node {
  return value !== null && typeof value === 'object';
}
