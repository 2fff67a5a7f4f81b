import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { synthesize } from './synthesized.ts';

describe('the function that makes admins', () => {
  it.each(stages)('may be invoked by nothing in the stage $name: only people may, by IAM', (stage) => {
    const { resources } = synthesize(stage);

    const naming = Object.entries(resources).filter(
      ([, { Type, Properties }]) =>
        // Its own, and those that only look at it.
        !/^AWS::(Lambda::Function|Logs|CloudWatch)/.test(Type) &&
        JSON.stringify(Properties).match(/Functionsadmin|-admin"/),
    );

    // Its role’s own policy, and nothing else: no permission, no route, no schedule, no grant to another role.
    expect(naming.map(([, { Type }]) => Type)).toEqual(['AWS::IAM::Policy']);
    const [[, policy] = []] = naming;
    expect(JSON.stringify(policy?.Properties['PolicyDocument'])).not.toContain('lambda:InvokeFunction');
  });
});
