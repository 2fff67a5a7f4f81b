import { globSync } from 'node:fs';
import { AccountStack } from '../../infra/account-stack.ts';
import { ParleyStack } from '../../infra/parley-stack.ts';
import { stages } from '../../infra/stages.ts';
import { testApp } from '../../infra/synthesized.ts';
import { variants } from '../../infra/variants.ts';

/** The template that is no stack of the CDK's. */
const byHand = '.github/aws/pipeline-roles.yml';

/**
 * Writes the template of every stage, of each choice that a stage can make, and of what an account has once. They are those of
 * `cdk synth` but for the names of what is uploaded: nothing is bundled.
 *
 * @returns the files, with the one that is written by hand.
 */
export function writeTemplates(folder: string): readonly string[] {
  const app = testApp(folder);
  new AccountStack(app);
  for (const stage of [...stages, ...variants]) new ParleyStack(app, `parley-${stage.name}`, stage);
  app.synth();
  return [...globSync(`${folder}/*.template.json`).toSorted(), byHand];
}
