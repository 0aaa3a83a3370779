// Words of a document as text for people: on one line, without marks, and no longer than they may be.

/** Without HTML, Markdown and line breaks. */
export function plainWords(text: unknown): string {
  if (typeof text !== 'string') return '';
  return text
    .slice(0, 20_000)
    .replace(/```[\s\S]*?```/g, ' ')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, ' ')
    .replace(/!?\[([^[\]]{0,300})\]\([^()\s]{0,600}\)/g, '$1')
    .replace(/(\*\*|__|`)/g, '')
    .replace(/^\s{0,3}(#{1,6}|>|[-*+])\s+/gm, '')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
}

/** Cut after a sentence where there is one, else after a word. */
export function shortened(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const start = text.slice(0, charactersMax);
  const sentence = /^[\s\S]*[.!?](?=\s)/.exec(start)?.[0];
  if (sentence !== undefined && sentence.length > charactersMax / 3) return sentence;
  return `${start.slice(0, charactersMax - 3).replace(/\s+\S*$/, '')}...`;
}

/** The words in a name: `getPetById`, `get-pet_by.id` and `GET pet` are words each. */
export function wordsIn(name: string): string[] {
  return name
    .replace(/([A-Z]{2,})s(?![a-z])/g, (_, capitals: string) => ` ${capitals.toLowerCase()}s `)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** A name in plain letters, such as `get-pet-by-id`; empty where nothing is left. */
export function kebabOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  return wordsIn(plain)
    .join('-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/-+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '');
}

/** A name for a constant: `getPetById`. */
export function camelOf(name: string): string {
  const camel = kebabOf(name).replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return /^[a-z]/.test(camel) ? camel : `its${pascalOf(camel)}`;
}

/** A name for a schema: `Pet`. */
export function pascalOf(name: string): string {
  const camel = kebabOf(name).replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  return /^[A-Z]/.test(camel) ? camel : `The${camel}`;
}
