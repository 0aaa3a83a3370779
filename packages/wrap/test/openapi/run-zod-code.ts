// The zod code of a schema, run: what the generated package would accept.

import { z } from 'zod';
import { distinct, format, keyCount } from '../../src/index.ts';
import { dialectOf } from '../../src/openapi/operation/plan-operation.ts';
import { NamedSchemas } from '../../src/openapi/schema/named-schemas.ts';
import type { Direction } from '../../src/openapi/schema/writing.ts';

/** @throws Unwrappable */
export function zodOf(root: Record<string, unknown>, schema: unknown, direction: Direction): z.ZodType {
  const schemas = new NamedSchemas(dialectOf(root), []);
  const writing = schemas.writing(direction, 'it');
  const code = writing.code(schema, writing);
  const constants = schemas.list().map((each) => `const ${each.name} = ${each.code};`);
  const run = new Function('z', 'distinct', 'format', 'keyCount', `${constants.join('\n')}\nreturn ${code};`);
  return run(z, distinct, format, keyCount) as z.ZodType;
}
