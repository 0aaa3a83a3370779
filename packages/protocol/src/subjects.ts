// The subjects, built and parsed here alone. Verb first, so that one wildcard watches one verb; the mesh's name
// second, so that many meshes (and every test) share a server:
//
//   parley.<mesh>.<act>.<agent>.<instance>        cfp, accept-proposal, reject-proposal, cancel, answer, request,
//                                                 renew, revoke, control: to one instance
//   parley.<mesh>.reply.<client>.<token>          every answer
//   parley.<mesh>.presence.<hello|beat|bye|down>.<agent>.<instance>
//   parley.<mesh>.task.<id>   .submit   .record.<conversation>
//   parley.<mesh>.embed.<space>   .signal.<...>   .invalid   .dead.<task>

import { ParleyError } from './errors.ts';
import { assertToken, isToken } from './tokens.ts';

/** The acts that have an instance as their addressee. */
export const acts = [
  'cfp',
  'accept-proposal',
  'reject-proposal',
  'cancel',
  'answer',
  'request',
  'renew',
  'revoke',
  'control',
] as const;
export type Act = (typeof acts)[number];

export const presenceKinds = ['hello', 'beat', 'bye', 'down'] as const;
export type PresenceKind = (typeof presenceKinds)[number];

/** Builders for one mesh. Each checks its tokens. */
export interface Subjects {
  readonly mesh: string;
  act(act: Act, agent: string, instance: string): string;
  /** One act to anybody, for whoever watches it. */
  acts(act: Act): string;
  /** All acts to one instance, for its subscription. */
  inbox(agent: string, instance: string): string;
  /** The prefix of a client's reply channels. */
  replyPrefix(client: string): string;
  presence(kind: PresenceKind, agent: string, instance: string): string;
  /** Presence of one kind, or of all, from anybody. */
  presences(kind?: PresenceKind): string;
  task(id: string): string;
  readonly submit: string;
  record(conversation: string): string;
  embed(spaceToken: string): string;
  /** @throws ParleyError `bad-token` where the topic has no token */
  signal(...topic: string[]): string;
  readonly invalid: string;
  dead(task: string): string;
}

/** @throws ParleyError `bad-token` where the mesh's name cannot be one */
export function subjects(mesh: string): Subjects {
  const root = `parley.${assertToken(mesh, "a mesh's name")}`;
  const path = (...tokens: string[]) =>
    `${root}.${tokens.map((each) => assertToken(each, 'part of a subject')).join('.')}`;
  return {
    mesh,
    act: (act, agent, instance) => path(act, agent, instance),
    acts: (act) => `${path(act)}.*.*`,
    inbox: (agent, instance) =>
      `${root}.*.${assertToken(agent, "an agent's name")}.${assertToken(instance, "an instance's name")}`,
    replyPrefix: (client) => path('reply', client),
    presence: (kind, agent, instance) => path('presence', kind, agent, instance),
    presences: (kind) => `${root}.presence.${kind ?? '*'}.*.*`,
    task: (id) => path('task', id),
    submit: path('submit'),
    record: (conversation) => path('record', conversation),
    embed: (spaceToken) => path('embed', spaceToken),
    signal: (...topic) => {
      if (topic.length === 0) throw new ParleyError('bad-token', 'A signal needs a topic: one token or more.');
      return path('signal', ...topic);
    },
    invalid: path('invalid'),
    dead: (task) => path('dead', task),
  };
}

/** What a subject says. */
export type ParsedSubject =
  | {
      readonly kind: 'act';
      readonly mesh: string;
      readonly act: Act;
      readonly agent: string;
      readonly instance: string;
    }
  | { readonly kind: 'reply'; readonly mesh: string; readonly client: string; readonly token: string }
  | {
      readonly kind: 'presence';
      readonly mesh: string;
      readonly presence: PresenceKind;
      readonly agent: string;
      readonly instance: string;
    }
  | { readonly kind: 'task' | 'record' | 'embed' | 'dead'; readonly mesh: string; readonly id: string }
  | { readonly kind: 'signal'; readonly mesh: string; readonly topic: readonly string[] }
  | { readonly kind: 'submit' | 'invalid'; readonly mesh: string };

const actSet: ReadonlySet<string> = new Set(acts);
const presenceSet: ReadonlySet<string> = new Set(presenceKinds);
const idKinds: ReadonlySet<string> = new Set(['task', 'record', 'embed', 'dead']);

/** The inverse of the builders; undefined for anything that is no subject of Parley. */
export function parseSubject(subject: string): ParsedSubject | undefined {
  const [root, mesh, verb, ...rest] = subject.split('.');
  if (root !== 'parley' || mesh === undefined || verb === undefined) return undefined;
  if (![mesh, verb, ...rest].every(isToken)) return undefined;
  const [first, second, third] = rest;
  if (actSet.has(verb) && rest.length === 2) {
    return { kind: 'act', mesh, act: verb as Act, agent: first!, instance: second! };
  }
  if (verb === 'reply' && rest.length === 2) return { kind: 'reply', mesh, client: first!, token: second! };
  if (verb === 'presence' && rest.length === 3 && presenceSet.has(first!)) {
    return { kind: 'presence', mesh, presence: first as PresenceKind, agent: second!, instance: third! };
  }
  if (idKinds.has(verb) && rest.length === 1) {
    return { kind: verb as 'task' | 'record' | 'embed' | 'dead', mesh, id: first! };
  }
  if (verb === 'signal' && rest.length > 0) return { kind: 'signal', mesh, topic: rest };
  if ((verb === 'submit' || verb === 'invalid') && rest.length === 0) return { kind: verb, mesh };
  return undefined;
}
