import { expect, it } from 'vitest';
import { endpointRewriter } from './endpoints.ts';

const rewrite = endpointRewriter({
  apis: new Map([
    ['sockets000', { kind: 'websocket', port: 8002 }],
    ['http000000', { kind: 'http', port: 8001 }],
  ]),
  distributions: new Map([['dabc.cloudfront.net', { kind: 'website', port: 8000 }]]),
  publicHost: 'laptop.example',
  innerHost: '127.0.0.1',
});

it.each([
  ['wss://sockets000.execute-api.us-east-1.amazonaws.com/local', 'ws://laptop.example:8002/local'],
  ['https://sockets000.execute-api.us-east-1.amazonaws.com/local', 'http://127.0.0.1:8002/local'],
  ['https://http000000.execute-api.us-east-1.amazonaws.com', 'http://laptop.example:8001'],
  ['https://dabc.cloudfront.net,https://other.example', 'http://laptop.example:8000,https://other.example'],
  [
    "connect-src 'self' wss://sockets000.execute-api.us-east-1.amazonaws.com/v1;",
    "connect-src 'self' ws://laptop.example:8002/v1;",
  ],
])('rewrites %s', (text, expected) => {
  expect(rewrite(text)).toBe(expected);
});

it.each([
  'https://dabc.cloudfront.net.evil.example',
  'https://unknown000.execute-api.us-east-1.amazonaws.com',
  'sockets000.execute-api.us-east-1.amazonaws.com',
])('leaves %s alone', (text) => {
  expect(rewrite(text)).toBe(text);
});
