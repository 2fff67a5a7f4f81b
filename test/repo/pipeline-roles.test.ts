import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

type Statement = {
  readonly Action: string;
  readonly Resource: Readonly<Record<string, string>> | readonly Readonly<Record<string, string>>[];
};
type Role = {
  readonly Properties: {
    readonly AssumeRolePolicyDocument: {
      readonly Statement: readonly [
        { readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>> },
      ];
    };
    readonly Policies: readonly [{ readonly PolicyDocument: { readonly Statement: readonly Statement[] } }];
  };
};

const { Resources }: { readonly Resources: Readonly<Record<string, Role>> } = parse(
  readFileSync('.github/aws/pipeline-roles.yml', 'utf8'),
);

/** What an ARN ends with. */
const withoutAccount = (arn: string) =>
  arn
    .replaceAll(/\$\{AWS::\w+\}/g, '')
    .split(':')
    .slice(5)
    .join(':');

const variable = (name: string) => `\${${name}}`;

/** What a role may do, a line each, without the account’s names. */
function may(name: string): readonly string[] {
  const [policy] = Resources[name]?.Properties.Policies ?? [];
  return (policy?.PolicyDocument.Statement ?? []).flatMap(({ Action, Resource }) =>
    [Resource].flat().map((resource) => `${Action} ${withoutAccount(resource['Fn::Sub'] ?? '')}`),
  );
}

const own = (kind: string) => `sts:AssumeRole role/cdk-hnb659fds-${kind}-role--`;

describe('the roles of the pipeline', () => {
  it('may take the roles of cdk bootstrap, and look at our alarms: nothing else', () => {
    expect(may('Deploy')).toEqual([
      own('deploy'),
      own('file-publishing'),
      own('lookup'),
      'cloudwatch:DescribeAlarms alarm:parley-*',
    ]);
  });

  it('may only look, for a pull request', () => {
    expect(may('Diff')).toEqual([own('lookup')]);
  });

  it.each([
    ['Deploy', `repo:${variable('Repository')}:environment:${variable('Environment')}`],
    ['Diff', `repo:${variable('Repository')}:pull_request`],
  ])('%s is taken by jobs of this repository alone, named in full', (name, subject) => {
    const [statement] = Resources[name]?.Properties.AssumeRolePolicyDocument.Statement ?? [];

    expect(statement?.Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': { 'Fn::Sub': subject },
      },
    });
  });
});
