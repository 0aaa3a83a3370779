// Every bound and every default of the mesh, in one place. A limit protects (nothing above it is accepted); a
// default is what happens when nobody said otherwise. Units stand last in the names.

/** Bounds on what is accepted. */
export const limits = {
  /** One encoded message. Below the server's usual 1 MiB, so that headers fit. */
  payloadBytesMax: 1_000_000,
  /** How deep arrays and objects may nest in one message: what is read must be writable again. */
  nestingMax: 64,
  /** A caller's input, as JSON in UTF-8. With what earlier attempts left it fits into one award. */
  inputBytesMax: 400_000,
  /** What partial results of earlier attempts may take in one award, as JSON in UTF-8. */
  partialsBytesMax: 300_000,
  /** An intent, in UTF-16 code units. */
  intentCharactersMax: 4_000,
  /** Any other text a person may read: a note, a reason, a question. */
  textCharactersMax: 2_000,
  descriptionCharactersMax: 2_000,
  exampleCharactersMax: 400,
  examplesMax: 15,
  tagsMax: 32,
  capabilitiesPerAgentMax: 512,
  /** Vectors of one capability: name and description, and one an example. */
  vectorsMax: 16,
  shortlistMax: 64,
  bidsMax: 64,
  hopsMax: 16,
  /** Changes told of one adapted input. */
  mappingsMax: 64,
  attemptsMax: 32,
  /** Questions in one conversation. */
  questionsMax: 32,
  /** Calls in one conversation: each failed attempt may lead to one more. */
  roundsMax: 64,
  /** How often bids may be asked to be better in one conversation. */
  revisionsMax: 8,
  instancesPerAgentMax: 2,
  withinMsMax: 24 * 60 * 60 * 1000,
  mailboxMax: 65_536,
  slotsMax: 4_096,
  /** Calls at a time under one standing contract. */
  contractInFlightMax: 4_096,
  /** Standing contracts of one instance. */
  contractsMax: 1_024,
} as const;

/** What holds when nobody says otherwise. */
export const defaults = {
  /** Agents called at first, and how far the call widens when too few bid. */
  shortlistSizes: [3, 6, 12],
  bidWindowMs: 250,
  withinMs: 30_000,
  beatMs: 500,
  advertTtlMs: 60_000,
  progressDeadlineMs: 10_000,
  agreeDeadlineMs: 1_000,
  hops: 4,
  attempts: 4,
  mailbox: 256,
  slots: 8,
  /** Longer than the progress deadline, so that the bids still stand when a winner that is stuck is given up. */
  bidValidForMs: 20_000,
  /** A standing contract: how long it holds without a word, and how many calls at a time. */
  contractForMs: 60_000,
  contractInFlight: 256,
  weights: { price: 0.4, time: 0.3, reliability: 0.3, quality: 0 },
  /** The weight of what a caller prefers; the others share the rest in their usual proportion. */
  preferredWeight: 0.7,
  reliability: 0.5,
  /** What a bid for an adapted input is worth beside one that takes it as it is, in every term of the score. */
  adaptedWorth: 0.95,
  /** What a bid is worth, as a share of its score, where nothing comes of it: the next in rank takes over, later. */
  failedWorth: 0.25,
  currency: 'USD',
} as const satisfies Defaults;

interface Defaults {
  readonly shortlistSizes: readonly number[];
  readonly weights: {
    readonly price: number;
    readonly time: number;
    readonly reliability: number;
    readonly quality: number;
  };
  readonly currency: string;
  readonly [name: string]: unknown;
}
