// A worker's questions at a terminal: asked of whoever sits there. What is typed is taken as JSON where it is that, else as
// text; an empty line is the question's own default, where it has one.

import { createInterface } from 'node:readline/promises';
import type { Question, Questions } from '@parley/mesh';

export interface Terminal {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Ends a question that nobody waits for any more. */
  readonly signal: AbortSignal;
}

export function terminalAnswers({ input, output, signal }: Terminal): Exclude<Questions, string> {
  // One at a time, whoever asks meanwhile.
  let before: Promise<unknown> = Promise.resolve();
  return (question) => {
    const answer = before.then(() => answered(question));
    before = answer.catch(() => undefined);
    return answer;
  };

  async function answered({ question, schema = {}, agent }: Question): Promise<unknown> {
    const lines = createInterface({ input, output });
    try {
      const hint = 'default' in schema ? ` [${JSON.stringify(schema.default)}]` : '';
      const choices = Array.isArray(schema.enum)
        ? ` (${schema.enum.map((each) => JSON.stringify(each)).join(', ')})`
        : '';
      const typed = (await lines.question(`${agent} asks: ${question}${choices}${hint} `, { signal })).trim();
      if (typed === '') return schema.default;
      return schema.type === 'string' ? typed.replace(/^"(.*)"$/, '$1') : asJson(typed);
    } finally {
      lines.close();
    }
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
