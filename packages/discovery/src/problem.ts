// What a reader of the mesh noticed and did not let through: a fact for logs, never an exception, because what others
// publish must not stop whoever reads it.

/** `code` is stable, `text` is for a person; the rest says where. */
export interface Problem {
  readonly code:
    | 'undecodable'
    | 'wrong-schema'
    | 'forged-advert'
    | 'conflicting-adverts'
    | 'duplicate-instance'
    | 'not-embedded'
    | 'not-calibrated'
    | 'disconnected';
  readonly text: string;
  readonly key?: string;
  readonly cause?: unknown;
}
