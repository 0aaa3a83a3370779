// What a conversation may be given beside what its logic begins with.

import type { ContractTerms } from '@parley/protocol';
import type { Above } from './ask-options.ts';
import type { Chooser } from './choosing.ts';
import type { Questions } from './questions.ts';
import type { Notes } from './recording.ts';
import type { Reviser } from './revising.ts';
import type { Verify } from './verification.ts';

export interface ConversationParts {
  /** Where it is written down, the world's recorder unless said. */
  readonly notes?: Notes;
  readonly above?: Above;
  /** Where the input says that the bids are chosen from, or cleared. */
  readonly choose?: Chooser;
  /** Where the input says that it `revises`. */
  readonly revise?: Reviser;
  /** What is said to a worker's questions. */
  readonly questions?: Questions;
  /** Where the award is to open a standing contract. */
  readonly contract?: ContractTerms;
  /** Where there are any, the input says that it `verifies`. */
  readonly checks?: readonly Verify[];
}
