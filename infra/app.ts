import { App } from 'aws-cdk-lib';
import { featureFlags } from './feature-flags.ts';
import { ParleyStack } from './parley-stack.ts';
import { stagesToSynthesize } from './stages.ts';

// No analytics: the template is the same wherever it is made, and holds nothing but what Parley is.
const app = new App({ analyticsReporting: false, context: featureFlags });

for (const stage of stagesToSynthesize(app.node.tryGetContext('stage'))) {
  new ParleyStack(app, `parley-${stage.name}`, stage);
}
