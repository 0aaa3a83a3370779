// A name as words: `pickupCity`, `pickup_city`, `PICKUP-CITY` and `pickup city` are all pickup, city.

/** Lower-case words and numbers, in order. */
export function splitWords(name: string): string[] {
  return (
    name
      .normalize('NFKC')
      .slice(0, 400)
      // zip2code stays; HTTPServer is http, server.
      .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .toLowerCase()
      .match(/\p{L}+|\p{N}+/gu) ?? []
  );
}

/** `items` and `item`, `addresses` and `address`: one word. */
export function singular(word: string): string {
  if (word.length <= 3 || /(ss|us|is)$/.test(word)) return word;
  if (/(ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  if (/ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
