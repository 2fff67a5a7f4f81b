import { describe, expect, it } from 'vitest';
import type { Json, Stack, Template } from './cloud-formation.ts';
import { resolveStacks } from './resolve-stacks.ts';

const stackOf = (template: Partial<Template>, name = 'app'): Stack => ({
  name,
  template: { Resources: {}, ...template },
  assets: new Map(),
});

/** Resolves one value, as an output of a stack with a few resources. */
function resolve(
  value: Json,
  template: Partial<Template> = {},
  parameters: Record<string, string> = {},
): unknown {
  const Resources = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
    Send: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'send' } },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        GenerateSecretString: { SecretStringTemplate: '{"username":"ann"}', GenerateStringKey: 'password' },
      },
    },
    Setting: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/app/colour', Value: 'blue' } },
    ...template.Resources,
  };
  const stack = stackOf({ ...template, Resources, Outputs: { it: { Value: value } } });
  return resolveStacks([stack], parameters).outputs['it'];
}

describe('references in a template', () => {
  it.each<[string, Json, unknown]>([
    ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref to a resource with a name', { Ref: 'Send' }, 'send'],
    ['GetAtt', { 'Fn::GetAtt': ['Send', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:send'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Send.Arn' }, 'arn:aws:lambda:us-east-1:000000000000:function:send'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }]] }, 'a-aws'],
    ['Sub', { 'Fn::Sub': `\${AWS::StackName}/\${Send}/\${!kept}` }, `app/send/\${kept}`],
    [
      'Sub of an attribute',
      { 'Fn::Sub': `\${Send.Arn}` },
      'arn:aws:lambda:us-east-1:000000000000:function:send',
    ],
    ['Sub with variables', { 'Fn::Sub': [`\${x}!`, { x: { Ref: 'Send' } }] }, 'send!'],
    ['Select of a Split', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['an unset condition', { 'Fn::If': ['Nowhere', 1, 2] }, 2],
    ['NoValue inside a list', ['a', { Ref: 'AWS::NoValue' }], ['a']],
    ['NoValue inside an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['an SSM reference', 'is {{resolve:ssm:/app/colour:1}}', 'is blue'],
  ])('resolves %s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it('evaluates conditions, and leaves out the resources whose condition is false', () => {
    const Conditions = {
      IsProd: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      IsNot: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    };
    const Resources = { Gone: { Type: 'AWS::SQS::Queue', Condition: 'IsProd' } };

    const { resources } = resolveStacks([stackOf({ Conditions, Resources })], {});

    expect(resolve({ 'Fn::If': ['IsNot', 'yes', 'no'] }, { Conditions })).toBe('yes');
    expect(resources).toEqual([]);
  });

  it('looks up mappings', () => {
    const Mappings = { Sizes: { 'us-east-1': { memory: 256 } } };

    expect(resolve({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'memory'] }, { Mappings })).toBe(256);
  });

  it('takes given parameters before defaults, and splits lists', () => {
    const Parameters = {
      Url: { Type: 'String', Default: 'none' },
      Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
    };

    expect(resolve({ Ref: 'Url' }, { Parameters }, { Url: 'postgres://x' })).toBe('postgres://x');
    expect(resolve({ Ref: 'Url' }, { Parameters })).toBe('none');
    expect(resolve({ Ref: 'Zones' }, { Parameters })).toEqual(['a', 'b']);
  });

  it('generates a secret that stays the same, and finds a key of it', () => {
    const reference = (key: string): Json => ({
      'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, `:SecretString:${key}::}}`]],
    });
    const expand = (key: string) => resolve({ 'Fn::Sub': [`\${x}`, { x: reference(key) }] });

    expect(expand('username')).toBe('ann');
    expect(expand('password')).toMatch(/^[a-z0-9]{32}$/);
    expect(expand('password')).toBe(expand('password'));
  });

  it('gives an API an id of ten characters that follows from its logical id', () => {
    expect(resolve({ Ref: 'Api' })).toMatch(/^[a-z0-9]{10}$/);
    expect(resolve({ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] })).toBe(
      `wss://${resolve({ Ref: 'Api' })}.execute-api.us-east-1.amazonaws.com`,
    );
  });

  it('carries exports from one stack to another, whichever comes first', () => {
    const importing = stackOf({ Outputs: { it: { Value: { 'Fn::ImportValue': 'shared' } } } }, 'b');
    const exporting = stackOf({ Outputs: { x: { Value: 'there', Export: { Name: 'shared' } } } }, 'a');

    expect(resolveStacks([importing, exporting], {}).outputs['it']).toBe('there');
  });
});
