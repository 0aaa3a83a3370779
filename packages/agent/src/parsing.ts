// Reading a value by a schema, at once where the schema can: zod's asynchronous way takes five times as long, and few
// schemas need it.

import { z } from 'zod';

const asynchronous = new WeakSet<z.ZodType>();

/** Undefined where the schema awaits something. @throws what a check of the schema throws */
export function parsedAtOnce<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | undefined {
  if (asynchronous.has(schema)) return undefined;
  try {
    return schema.safeParse(value);
  } catch (thrown) {
    if (!(thrown instanceof z.core.$ZodAsyncError)) throw thrown;
    asynchronous.add(schema);
    return undefined;
  }
}

/** Awaits only what the schema itself awaits. @throws what a check of the schema throws */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | Promise<z.ZodSafeParseResult<z.output<Schema>>> {
  return parsedAtOnce(schema, value) ?? schema.safeParseAsync(value);
}
