import { describe, expect, test } from '@jest/globals';
import { Advert, advertKey, buckets, defaults, ParleyError, parseSubject, streams, subjects } from '../src/index.ts';

describe('streams and buckets are named once', () => {
  test('their names carry the mesh, and two meshes share none', () => {
    const names = (mesh: string) => [
      ...Object.values(buckets(mesh)).map(({ bucket }) => bucket),
      ...Object.values(streams(mesh)).map(({ name }) => name),
    ];
    expect(names('m')).toEqual([
      'parley_m_adverts',
      'parley_m_vectors',
      'parley_m_store',
      'parley_m_reputation',
      'parley_m_record',
      'parley_m_tasks',
      'parley_m_dead',
    ]);
    const all = ['m', 'n', 'm_record', 'm_adverts', '_'].flatMap(names);
    expect(new Set(all).size).toBe(all.length);
  });

  test('no two streams of a mesh take the same subject, and each takes what its builder builds', () => {
    const at = subjects('m');
    const { record, tasks, dead } = streams('m');
    expect([record.subjects, tasks.subjects, dead.subjects]).toEqual([
      ['parley.m.record.*'],
      ['parley.m.task.*'],
      ['parley.m.dead.*'],
    ]);
    expect(parseSubject(at.record('c1'))?.kind).toBe('record');
    // A mesh whose name ends in the letter that stands for the wildcard.
    expect(streams('x').tasks.subjects).toEqual(['parley.x.task.*']);
  });

  test('every one is bounded, and adverts live as long as the defaults say', () => {
    for (const { maxBytes } of [...Object.values(buckets('m')), ...Object.values(streams('m'))]) {
      expect(maxBytes).toBeGreaterThan(0);
    }
    expect(buckets('m').adverts.ttlMs).toBe(defaults.advertTtlMs);
  });

  test.each(['', 'M', 'a.b', 'a b'])('the mesh cannot be named %j', (mesh) => {
    expect(() => buckets(mesh)).toThrow(ParleyError);
    expect(() => streams(mesh)).toThrow(ParleyError);
  });
});

describe('an advert is kept under one key a capability', () => {
  test('its key names agent, instance and capability', () => {
    expect(advertKey('card', 'a1', 'pay')).toBe('card.a1.pay');
    for (const bad of ['a.b', '', 'A']) expect(() => advertKey('card', 'a1', bad)).toThrow('part of a key');
  });

  const advert = {
    v: 1,
    agent: 'card',
    instance: 'a1',
    version: '0.1.0',
    pid: 7,
    space: 'minilm:q8:mean:abc',
    vectors: [{ textHash: '0123456789abcdef', scale: 0.01, data: 'AAAA' }],
    capability: {
      name: 'pay',
      description: 'Pays.',
      examples: [],
      tags: [],
      input: {},
      output: {},
      schemaHash: '0123456789abcdef',
      hints: {},
    },
  };

  test('the smallest one is accepted', () => {
    expect(Advert.safeParse(advert).success).toBe(true);
  });

  test.each([
    ['a capability without description', { capability: { ...advert.capability, description: '' } }],
    ['no vector', { vectors: [] }],
    ['more vectors than there can be texts', { vectors: Array(17).fill(advert.vectors[0]) }],
    ['a scale of 0', { vectors: [{ ...advert.vectors[0], scale: 0 }] }],
    ['a name with a dot', { agent: 'a.b' }],
    ['a hash in capitals', { capability: { ...advert.capability, schemaHash: '0123456789ABCDEF' } }],
    ['another version', { v: 2 }],
  ])('an advert with %s is refused', (_, change) => {
    expect(Advert.safeParse({ ...advert, ...change }).success).toBe(false);
  });
});
