// An outcome in words: what was sought, who was asked, who won and why, what broke, who took over. It says only what
// the outcome knows.

import type { AttemptReport, BoardRow } from '@parley/contract-net';
import { mappingText } from '@parley/conversation';
import type { Outcome } from './outcome.ts';

/** Several lines of plain text, without a line break at the end. */
export function explain(outcome: Outcome): string {
  const { tried, intent } = outcome;
  const lines = [`"${intent}" ended ${outcome.type}: ${outcome.text}`];
  if (outcome.type === 'no-route') {
    for (const { agent, capability, similarity } of outcome.nearest) {
      lines.push(
        `  nearest: ${capability} of ${agent}, similarity ${similarity.toFixed(2)}, under the threshold ${outcome.threshold.toFixed(2)}`,
      );
    }
  }
  for (const bidder of tried.bidders) {
    if (bidder.answer !== 'proposed')
      lines.push(`  ${bidder.agent} (${bidder.similarity.toFixed(2)}): ${answerText(bidder.answer, bidder.text)}`);
  }
  lines.push(...tried.board.map(boardLine), ...tried.attempts.map(attemptLine));
  if (outcome.type === 'needs-input') lines.push(`  missing: ${outcome.missing.join(', ') || 'see the schema'}`);
  lines.push(`  ${tried.attempts.length} attempt(s) in ${Math.round(tried.elapsedMs)} ms`);
  return lines.join('\n');
}

function answerText(answer: string, text: string | undefined): string {
  return answer === 'none' ? 'did not answer in time' : `${answer}${text === undefined ? '' : `: ${text}`}`;
}

function boardLine(row: BoardRow): string {
  const offer = `${row.price.amount} ${row.price.currency} in ${Math.round(row.etaMs)} ms`;
  if (row.score === undefined || row.scoreByTerm === undefined)
    return `  ${row.agent} bid ${offer}: ${row.ineligible?.text ?? 'not scored'}`;
  const { price, time, reliability } = row.scoreByTerm;
  const terms = `price ${price.toFixed(2)}, time ${time.toFixed(2)}, reliability ${reliability.toFixed(2)}`;
  const { mapping = [] } = row.fit;
  const adapted = mapping.length === 0 ? '' : `, its input adapted: ${mappingText(mapping)}`;
  return `  ${row.agent} bid ${offer}: score ${row.score.toFixed(2)} (${terms})${adapted}`;
}

function attemptLine(attempt: AttemptReport): string {
  const who = `  attempt ${attempt.attempt}: ${attempt.agent}/${attempt.instance}`;
  if (attempt.ended === 'done') return `${who} did it`;
  const noticed = attempt.noticedBy === undefined ? '' : `, noticed because ${attempt.noticedBy}`;
  const after =
    attempt.detectionMs === undefined || attempt.ended === 'down' ? '' : ` after ${Math.round(attempt.detectionMs)} ms`;
  return `${who} ended ${attempt.ended}${attempt.text === undefined ? '' : ` (${attempt.text})`}${noticed}${after}`;
}
