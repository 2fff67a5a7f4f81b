import * as v from 'valibot';
import { wildcard } from './permissions.ts';
import { readProperties } from './properties.ts';
import { attributeOf, refOf } from './references.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';

const some = v.pipe(
  v.optional(v.union([v.string(), v.array(v.string())]), []),
  v.transform((value) => [value].flat()),
);
const document = v.object({
  Statement: v.pipe(
    v.union([v.array(v.unknown()), v.unknown()]),
    v.transform((value) => [value].flat()),
    v.array(v.object({ Effect: v.string(), Action: some, Resource: some })),
  ),
});
const policySchema = v.object({ PolicyDocument: document, Roles: v.optional(v.array(v.string()), []) });
const roleSchema = v.object({
  Policies: v.optional(v.array(v.object({ PolicyDocument: document })), []),
  ManagedPolicyArns: v.optional(v.array(v.string()), []),
});

type Statement = v.InferOutput<typeof document>['Statement'][number];

/** The policies of AWS's own that reach what runs here. */
const managed: Readonly<Record<string, string>> = {
  AdministratorAccess: '*',
  PowerUserAccess: '*',
  AmazonAPIGatewayInvokeFullAccess: 'execute-api:*',
  AWSLambdaRole: 'lambda:InvokeFunction',
  AWSLambda_FullAccess: 'lambda:*',
};

/** Tells whether a role of the template may do something. */
export type MayDo = (roleArn: string, action: string, resource: string) => boolean;

/**
 * Reads the IAM policies of the template's roles. A role that the template doesn't make, such as an imported one, may do
 * everything, since nobody here knows better; conditions are taken as met.
 */
export function grantsOf(deployment: Deployment): MayDo {
  const ofType = (type: string) => deployment.resources.filter((resource) => resource.type === type);
  const policies = [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')].map((resource) => ({
    id: refOf(resource),
    ...readProperties(resource, policySchema),
  }));
  const statements = new Map(
    ofType('AWS::IAM::Role').map((role) => {
      const { Policies, ManagedPolicyArns } = readProperties(role, roleSchema);
      const attached = policies.filter(
        ({ Roles, id }) => Roles.includes(refOf(role)) || ManagedPolicyArns.includes(id),
      );
      const own = [...Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return [roleArn(role), [...own, ...ManagedPolicyArns.flatMap(managedStatement)]] as const;
    }),
  );
  return (role, action, resource) => {
    const all = statements.get(role);
    if (all === undefined) return true;
    const matching = all.filter((statement) => matches(statement, action, resource));
    return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
  };
}

const roleArn = (role: ResolvedResource) => attributeOf(role, 'Arn');

function managedStatement(policyArn: string): Statement[] {
  const action = managed[policyArn.split('/').at(-1) ?? ''];
  return action === undefined ? [] : [{ Effect: 'Allow', Action: [action], Resource: ['*'] }];
}

const matches = ({ Action, Resource }: Statement, action: string, resource: string) =>
  Action.some((pattern) => wildcard(pattern.toLowerCase()).test(action.toLowerCase())) &&
  Resource.some((pattern) => wildcard(pattern).test(resource));
