// Reading a value by a schema, at once where the schema can: zod's asynchronous way takes five times as long, and few
// schemas need it.

import { z } from 'zod';

const asynchronous = new WeakSet<z.ZodType>();

/** Never throws for a value; awaits only what the schema itself awaits. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | Promise<z.ZodSafeParseResult<z.output<Schema>>> {
  if (!asynchronous.has(schema)) {
    try {
      return schema.safeParse(value);
    } catch (thrown) {
      if (!(thrown instanceof z.core.$ZodAsyncError)) throw thrown;
      asynchronous.add(schema);
    }
  }
  return schema.safeParseAsync(value);
}
