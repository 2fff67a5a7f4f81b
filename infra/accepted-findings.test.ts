import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { AccountStack } from './account-stack.ts';
import { ParleyStack } from './parley-stack.ts';
import { stages } from './stages.ts';
import { testApp } from './synthesized.ts';
import { variants } from './variants.ts';

type Violation = {
  readonly ruleName: string;
  readonly violatingResources: readonly {
    readonly resourceLogicalId?: string;
    readonly constructPath?: string;
  }[];
};

describe('cdk-nag, by the rules of AwsSolutions', () => {
  it.each([...stages, ...variants])('finds nothing in $name that was not accepted with a reason', (stage) => {
    const app = testApp();
    const stack = new ParleyStack(app, `parley-${stage.name}`, stage);

    expect(findings(stack)).toEqual([]);
  });

  it('finds nothing in what an account has once', () => {
    expect(findings(new AccountStack(testApp()))).toEqual([]);
  });
});

function findings(scope: ParleyStack | AccountStack): readonly string[] {
  const { violations } = new AwsSolutionsChecks(scope).validateScope(scope) as unknown as {
    readonly violations: readonly Violation[];
  };
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(
      (resource) => `${ruleName} ${resource.constructPath ?? resource.resourceLogicalId}`,
    ),
  );
}
