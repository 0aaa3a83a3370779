import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { arbitraryOf } from '../fuzz/arbitrary.ts';
import {
  acts,
  addressOf,
  assertToken,
  isToken,
  ParleyError,
  type ParsedSubject,
  parseSubject,
  partsOfAddress,
  performatives,
  presenceKinds,
  subjects,
  Token,
} from '../src/index.ts';

const seed = 3;
const token = arbitraryOf(Token) as fc.Arbitrary<string>;

/** The builder of what was parsed. */
function build(parsed: ParsedSubject): string {
  const at = subjects(parsed.mesh);
  switch (parsed.kind) {
    case 'act':
      return at.act(parsed.act, parsed.agent, parsed.instance);
    case 'reply':
      return `${at.replyPrefix(parsed.client)}.${parsed.token}`;
    case 'presence':
      return at.presence(parsed.presence, parsed.agent, parsed.instance);
    case 'signal':
      return at.signal(...parsed.topic);
    case 'submit':
    case 'invalid':
      return at[parsed.kind];
    default:
      return at[parsed.kind](parsed.id);
  }
}

const anyParsed: fc.Arbitrary<ParsedSubject> = token.chain((mesh) =>
  fc.oneof(
    fc.record({
      kind: fc.constant('act'),
      mesh: fc.constant(mesh),
      act: fc.constantFrom(...acts),
      agent: token,
      instance: token,
    }),
    fc.record({ kind: fc.constant('reply'), mesh: fc.constant(mesh), client: token, token }),
    fc.record({
      kind: fc.constant('presence'),
      mesh: fc.constant(mesh),
      presence: fc.constantFrom(...presenceKinds),
      agent: token,
      instance: token,
    }),
    fc.record({
      kind: fc.constantFrom('task', 'record', 'embed', 'dead'),
      mesh: fc.constant(mesh),
      id: token,
    }),
    fc.record({
      kind: fc.constant('signal'),
      mesh: fc.constant(mesh),
      topic: fc.array(token, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constantFrom('submit', 'invalid'), mesh: fc.constant(mesh) }),
  ),
) as fc.Arbitrary<ParsedSubject>;

/** NATS's own rule for a subscription's pattern. */
function matches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const given = subject.split('.');
  return wanted.length === given.length && wanted.every((each, i) => each === '*' || each === given[i]);
}

describe('subjects are built and parsed by one grammar', () => {
  test('parsing is the inverse of building', () => {
    fc.assert(
      fc.property(anyParsed, (parsed) => {
        expect(parseSubject(build(parsed))).toEqual(parsed);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  test('whatever parses is built again to the same subject, and nothing makes the parser throw', () => {
    const near = fc
      .tuple(anyParsed.map(build), fc.nat(), fc.constantFrom('', '.', '*', '>', 'A', ' ', '\n', 'x', '.x'))
      .map(([subject, at, put]) => {
        const cut = at % (subject.length + 1);
        return subject.slice(0, cut) + put + subject.slice(cut + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (subject) => {
        const parsed = parseSubject(subject);
        if (parsed !== undefined) expect(build(parsed)).toBe(subject);
      }),
      { seed, numRuns: 2_000 },
    );
  });

  test.each([
    'parley',
    'parley.m',
    'parley.m.',
    'parley.m.cfp',
    'parley.m.cfp.card',
    'parley.m.cfp.card.1.2',
    'parley.m.praise.card.1',
    'parley.m.presence.hum.card.1',
    'parley.m.task',
    'parley.m.signal',
    'parley.m.submit.x',
    'parley.M.submit',
    'other.m.submit',
    'parley.m.cfp.*.1',
    'parley.m.cfp.card.>',
  ])('%s is no subject of Parley', (subject) => {
    expect(parseSubject(subject)).toBeUndefined();
  });

  test('an instance hears every act to it and nothing else that the mesh builds with other names', () => {
    const at = subjects('m');
    const inbox = at.inbox('card', '1');
    for (const act of acts) expect(matches(inbox, at.act(act, 'card', '1'))).toBe(true);
    const others = [
      at.act('cfp', 'card', '2'),
      at.act('cfp', 'wallet', '1'),
      subjects('n').act('cfp', 'card', '1'),
      at.presence('hello', 'card', '1'),
      at.submit,
      at.invalid,
      at.task('1'),
      at.embed('0123456789abcdef'),
    ];
    for (const subject of others) expect(matches(inbox, subject)).toBe(false);
  });

  test('one pattern watches one kind of presence, another all of them', () => {
    const at = subjects('m');
    for (const kind of presenceKinds) {
      const subject = at.presence(kind, 'card', '1');
      expect(matches(at.presences(), subject)).toBe(true);
      expect(presenceKinds.filter((each) => matches(at.presences(each), subject))).toEqual([kind]);
    }
  });

  test('every act that has a subject is a performative', () => {
    expect(performatives).toEqual(expect.arrayContaining([...acts]));
    expect(performatives).toEqual(expect.arrayContaining([...presenceKinds]));
  });
});

describe('a bad token is refused where a subject is built', () => {
  const bad = ['', 'A', 'a.b', 'a*', '>', 'a b', 'é', 'a\n', 'x'.repeat(64), 'client/1'];

  test.each(bad)('%j cannot be a name', (name) => {
    const refused = expect.objectContaining({ code: 'bad-token' });
    const at = subjects('m');
    const builds: (() => string)[] = [
      () => subjects(name).submit,
      () => at.act('cfp', name, '1'),
      () => at.act('cfp', 'card', name),
      () => at.inbox(name, '1'),
      () => at.inbox('card', name),
      () => at.replyPrefix(name),
      () => at.presence('beat', name, '1'),
      () => at.task(name),
      () => at.record(name),
      () => at.embed(name),
      () => at.dead(name),
      () => at.signal('weather', name),
    ];
    for (const build of builds) {
      let thrown: unknown;
      try {
        build();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toEqual(refused);
      expect(thrown).toBeInstanceOf(ParleyError);
    }
  });

  test('a signal needs a topic', () => {
    expect(() => subjects('m').signal()).toThrow('topic');
  });

  test('what is no text is no token, although it would read like one', () => {
    for (const value of [undefined, null, 5, true, ['a']]) {
      expect(isToken(value as unknown as string)).toBe(false);
      expect(() => assertToken(value as unknown as string, 'a name')).toThrow('cannot be a name');
    }
  });

  test('an address is taken apart where it was put together', () => {
    fc.assert(
      fc.property(token, token, (agent, instance) => {
        expect(partsOfAddress(addressOf(agent, instance))).toEqual({ agent, instance });
      }),
      { seed },
    );
  });
});
