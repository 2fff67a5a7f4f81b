import { describe, expect, it } from 'vitest';
import type { JsonObject, Stack } from './cloud-formation.ts';
import { grantsOf } from './grants.ts';
import { resolveStacks } from './resolve-stacks.ts';

const role = 'arn:aws:iam::000000000000:role/app-Role';

function mayWith(statement: JsonObject) {
  const stack: Stack = {
    name: 'app',
    assets: new Map(),
    template: {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: {} },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statement } },
        },
      },
    },
  };
  const mayDo = grantsOf(resolveStacks([stack], {}));
  return (action: string, resource: string) => mayDo(role, action, resource);
}

describe('rights of a role', () => {
  it('are what its policies allow', () => {
    const may = mayWith({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ['arn:f', 'arn:f:*'] });

    expect(may('lambda:InvokeFunction', 'arn:f')).toBe(true);
    expect(may('lambda:InvokeFunction', 'arn:g')).toBe(false);
    expect(may('execute-api:ManageConnections', 'arn:f')).toBe(false);
  });

  it('know wildcards in actions and resources', () => {
    const may = mayWith({
      Effect: 'Allow',
      Action: 'execute-api:*',
      Resource: 'arn:*/local/*/@connections/*',
    });

    expect(may('execute-api:ManageConnections', 'arn:x/local/POST/@connections/abc=')).toBe(true);
    expect(may('execute-api:ManageConnections', 'arn:x/prod/POST/@connections/abc=')).toBe(false);
  });

  it('end where a policy denies', () => {
    const may = mayWith({ Effect: 'Deny', Action: '*', Resource: '*' });

    expect(may('lambda:InvokeFunction', 'arn:f')).toBe(false);
  });

  it('are not known of a role that the template does not make', () => {
    const mayDo = grantsOf({ resources: [], outputs: {} });

    expect(mayDo(role, 'lambda:InvokeFunction', 'arn:f')).toBe(true);
  });
});
