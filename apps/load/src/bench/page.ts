// docs/performance.md holds what three commands measured, each in a part of its own; whoever writes one part leaves the
// others as they are.

const parts = ['bench', 'memory', 'market'] as const;
export type PagePart = (typeof parts)[number];

const mark = (part: PagePart) => `<!-- measured by ${part} -->`;

/** The page with this part written anew. */
export function pageWith(page: string, part: PagePart, text: string): string {
  const texts = parts.map((each) => (each === part ? text.trim() : partOf(page, each)));
  return `${parts.flatMap((each, i) => (texts[i] === '' ? [] : [`${mark(each)}\n\n${texts[i]}`])).join('\n\n')}\n`;
}

/** Empty where the page does not have it. */
function partOf(page: string, part: PagePart): string {
  const start = page.indexOf(mark(part));
  if (start < 0) return '';
  const after = page.slice(start + mark(part).length);
  const ends = parts.map((each) => after.indexOf(mark(each))).filter((at) => at >= 0);
  return after.slice(0, Math.min(after.length, ...ends)).trim();
}
