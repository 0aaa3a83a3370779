// Secrets reach an agent by the environment of its process alone. A configuration names the variable, "env:NAME", so that
// no roster, no order and no log has the secret itself; here, in the agent's own process, the name becomes the value.

import { ParleyError } from '@parley/protocol';

/**
 * The order with every value "env:NAME" at the top of its configuration replaced by that variable.
 * @throws ParleyError `bad-options` where one is not set, naming key and variable
 */
export function withSecrets<Order extends { readonly config?: Record<string, unknown> | undefined }>(
  order: Order,
  env: Readonly<Record<string, string | undefined>>,
): Order {
  if (order.config === undefined) return order;
  const entries = Object.entries(order.config).map(([key, value]) => [key, secretOf(key, value, env)]);
  return { ...order, config: Object.fromEntries(entries) };
}

function secretOf(key: string, value: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  const name = typeof value === 'string' ? /^env:([A-Za-z_]\w*)$/.exec(value)?.[1] : undefined;
  if (name === undefined) return value;
  const secret = env[name];
  if (secret !== undefined && secret !== '') return secret;
  const text = `"${key}" of the configuration is to come from ${name}, which is not set: set ${name} in the environment of "parley up".`;
  throw new ParleyError('bad-options', text, { details: { key, variable: name } });
}
