import { App } from 'aws-cdk-lib';
import { AccountStack } from './account-stack.ts';
import { featureFlags } from './feature-flags.ts';
import { ParleyStack } from './parley-stack.ts';
import { stagesToSynthesize } from './stages.ts';

// No analytics: the template is the same wherever it is made, and holds nothing but what Parley is.
const app = new App({ analyticsReporting: false, context: featureFlags });

const stages = stagesToSynthesize(app.node.tryGetContext('stage'));
const account = stages.some(({ accessLogs }) => accessLogs) ? new AccountStack(app) : undefined;

for (const stage of stages) {
  const stack = new ParleyStack(app, `parley-${stage.name}`, stage);
  if (account && stage.accessLogs) stack.addStackDependency(account);
}
