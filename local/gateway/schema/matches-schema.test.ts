import { describe, expect, it } from 'vitest';
import { matchesSchema } from './matches-schema.ts';

describe('matchesSchema', () => {
  it.each([
    [{ type: 'integer' }, 1, 1.5],
    [{ type: ['string', 'null'] }, null, 1],
    [{ enum: ['a', { b: 1 }] }, { b: 1 }, { b: 2 }],
    [{ minimum: 1, exclusiveMinimum: true }, 1.1, 1],
    [{ maximum: 5 }, 5, 5.1],
    [{ multipleOf: 2 }, 4, 5],
    [{ pattern: '^a' }, 'ab', 'ba'],
    [{ minLength: 2 }, '🦜🦜', '🦜'],
    [{ items: { type: 'number' } }, [1, 2], [1, 'a']],
    [{ items: [{ type: 'number' }], additionalItems: false }, [1], [1, 2]],
    [{ minItems: 1, maxItems: 2 }, [1], []],
    [{ uniqueItems: true }, [1, { a: 1 }], [{ a: 1 }, { a: 1 }]],
    [{ required: ['a'] }, { a: 1 }, {}],
    [{ properties: { a: { type: 'string' } } }, {}, { a: 1 }],
    [{ patternProperties: { '^x': { type: 'number' } } }, { x1: 1 }, { x1: 'a' }],
    [{ additionalProperties: { type: 'number' } }, { a: 1 }, { a: 'b' }],
    [{ additionalProperties: false, patternProperties: { '^x': {} } }, { x: 1 }, { y: 1 }],
    [{ minProperties: 1, maxProperties: 1 }, { a: 1 }, { a: 1, b: 2 }],
    [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, 2, 3],
    [{ anyOf: [{ type: 'string' }, { minimum: 5 }] }, 5, 4],
    [{ oneOf: [{ minimum: 1 }, { maximum: 2 }] }, 3, 2],
    [{ not: { type: 'string' } }, 1, 'a'],
    [{ $ref: '#/definitions/a', definitions: { a: { type: 'string' } } }, 'a', 1],
  ])('with %j takes %j and refuses %j', (schema, good, bad) => {
    expect(matchesSchema(good, schema)).toBe(true);
    expect(matchesSchema(bad, schema)).toBe(false);
  });

  it('takes everything where the schema is none', () => {
    expect(matchesSchema(1, undefined)).toBe(true);
    expect(matchesSchema(1, {})).toBe(true);
  });
});
