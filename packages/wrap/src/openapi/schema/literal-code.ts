// Values and names as TypeScript source.

/** A JSON value; objects with their keys as they need to be written. */
export function valueCode(value: unknown): string {
  if (typeof value === 'string') return textCode(value);
  if (Array.isArray(value)) return `[${value.map(valueCode).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${keyCode(key)}: ${valueCode(each)}`).join(', ')} }`;
}

/** A text in the quotes that need fewer escapes, single ones where that is equal. */
export function textCode(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    // A template's mark in a text that is none looks like a mistake to a linter.
    .replaceAll('${', '\\u0024{')
    // These end a line in sources of old, and hide in sources of today.
    .replace(/[\u2028\u2029\p{Cf}]/gu, escaped);
  const count = (quote: string) => text.split(quote).length - 1;
  const quote = count("'") > count('"') ? '"' : "'";
  return `${quote}${inner.replaceAll(quote, `\\${quote}`)}${quote}`;
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

/** The key of an object's literal. */
function keyCode(key: string): string {
  // In a literal, this one sets the prototype.
  if (key === '__proto__') return "['__proto__']";
  return isIdentifier(key) ? key : textCode(key);
}

function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** An object's literal, a line a property. */
export function objectCode(properties: readonly (readonly [key: string, code: string])[]): string {
  if (properties.length === 0) return '{}';
  const lines = properties.map(
    ([key, code]) => `${indented(`${keyCode(key)}: ${code}`)},
`,
  );
  return `{
${lines.join('')}}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
