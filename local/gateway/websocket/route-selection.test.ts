// biome-ignore-all lint/suspicious/noTemplateCurlyInString: selection expressions look like this
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { route, websocketConfig } from '../testing/websocket-config.ts';
import { createRouteTable } from './route-table.ts';

/** Selects among routes by an expression; the key of the route that was found. */
function select(expression: string, keys: readonly string[], message: unknown): string | undefined {
  const config = websocketConfig(
    keys.map((key) => route(key)),
    { routeSelectionExpression: expression },
  );
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return createRouteTable(config).select(text)?.routeKey;
}

describe('route selection', () => {
  it.each(['$request.body.action', '${request.body.action}'])('R1: selects by %s', (expression) => {
    expect(select(expression, ['join', '$default'], { action: 'join' })).toBe('join');
  });

  it.each([
    ['$request.body.a.b', { a: { b: 'join' } }],
    ['$request.body.list[1].name', { list: [{}, { name: 'join' }] }],
    ['$request.body.list[-1]', { list: ['leave', 'join'] }],
    ["$request.body['the action']", { 'the action': 'join' }],
    ['${request.body["a.b"].c}', { 'a.b': { c: 'join' } }],
    ['$request.body.a-b', { 'a-b': 'join' }],
  ])('R1: takes any JSONPath after request.body: %s', (expression, message) => {
    expect(select(expression, ['join', '$default'], message)).toBe('join');
  });

  it('R2: mixes variables and text', () => {
    const message = { service: 'chat', action: 'join' };

    expect(select('${request.body.service}/${request.body.action}', ['chat/join'], message)).toBe(
      'chat/join',
    );
  });

  it('R3: takes a missing path among text for nothing', () => {
    const expression = '${request.body.action}-${request.body.invalidPath}';

    expect(select(expression, ['join-', '$default'], { action: 'join' })).toBe('join-');
  });

  it('R4: takes text without variables as it is', () => {
    expect(select('action', ['action', '$default'], { action: 'other' })).toBe('action');
    expect(select('\\$default', ['default', '$default'], { action: 'x' })).toBe('$default');
  });

  it.each([
    [['item1', 'item2'], '[item1, item2]'],
    [1, '1'],
    [-2.5, '-2.5'],
    [true, 'true'],
    [{ a: 1, b: ['x'] }, '{a=1, b=[x]}'],
  ])('R5: makes %j the text %s', (value, text) => {
    expect(select('$request.body.action', [text, '$default'], { action: value })).toBe(text);
  });

  it('R6: does not evaluate what it found', () => {
    const message = { action: '${request.body.other}', other: 'join' };

    expect(select('$request.body.action', ['join', '$default'], message)).toBe('$default');
    expect(select('$request.body.action', ['${request.body.other}', '$default'], message)).toBe(
      '${request.body.other}',
    );
  });

  it('R7: takes the route of the exact key, else $default', () => {
    const keys = ['join', '$default'];

    expect(select('$request.body.action', keys, { action: 'join' })).toBe('join');
    expect(select('$request.body.action', keys, { action: 'Join' })).toBe('$default');
    expect(select('$request.body.action', keys, { other: 'join' })).toBe('$default');
  });

  it.each(['hello', '', '{', '[', 'null', '7', '"join"', '[{"action":"join"}]'])(
    'R7: takes $default for the body %j',
    (text) => {
      expect(select('$request.body.action', ['join', '$default'], text)).toBe('$default');
    },
  );

  it('R7: takes $default for a body that is nested too deeply to be made text', () => {
    const text = `{"action":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;

    expect(select('$request.body.action', ['join', '$default'], text)).toBe('$default');
  });

  it('R7: finds no route when nothing matches and there is no $default', () => {
    expect(select('$request.body.action', ['join'], { action: 'leave' })).toBeUndefined();
  });

  it('R7: finds a route for every text and throws for none', () => {
    const table = createRouteTable(websocketConfig([route('join'), route('$default')]));
    // Halves of pairs too. All of Unicode would be mapped back for shrinking, which takes a second to prepare.
    const unit = fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code));
    const text = fc.oneof(
      fc.string({ unit }),
      fc.json(),
      fc.json().map((json) => json.slice(1)),
    );

    fc.assert(fc.property(text, (body) => table.select(body) !== undefined));
  });

  it('R7: does not take what every object inherits for a field', () => {
    const keys = ['[object Object]', '2', '$default'];

    expect(select('$request.body.__proto__', keys, {})).toBe('$default');
    expect(select('$request.body.toString', keys, {})).toBe('$default');
    expect(select('$request.body.length', keys, [1, 2])).toBe('$default');
  });

  it.each(['$connect', '$disconnect', '$default'])(
    'R11: takes the reserved key %s in a message for one that matches nothing (our choice)',
    (action) => {
      expect(select('$request.body.action', ['$connect', '$disconnect', '$default'], { action })).toBe(
        '$default',
      );
      expect(select('$request.body.action', ['$connect', '$disconnect'], { action })).toBeUndefined();
    },
  );

  it('R12: reads JSON strictly, and leniently where it is told to (our choice)', () => {
    const config = websocketConfig([route('sendMessage'), route('$default')]);
    const text = '{"action":"sendMessage", body:"hello"}';

    expect(createRouteTable(config).select(text)?.routeKey).toBe('$default');
    expect(createRouteTable(config, 'lenient').select(text)?.routeKey).toBe('sendMessage');
    expect(createRouteTable(config, 'lenient').select('{action:"x, y:1"}')?.routeKey).toBe('$default');
  });

  it('refuses an expression that it cannot read', () => {
    const config = websocketConfig([], { routeSelectionExpression: '${request.body[?(@.a)]}' });

    expect(() => createRouteTable(config)).toThrow('cannot read');
  });
});
