// The product with plain fan-out: stage `local`, in whose `send-message` one module is another.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { CfnFunction, Code } from 'aws-cdk-lib/aws-lambda';
import { build, type Plugin } from 'esbuild';
import { featureFlags } from '../../../infra/feature-flags.ts';
import { bundling } from '../../../infra/function-bundle.ts';
import { ParleyStack } from '../../../infra/parley-stack.ts';
import { stagesToSynthesize } from '../../../infra/stages.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const announce = path.join(root, 'shared/lambda/announce.ts');

const exchangeAnnounce: Plugin = {
  name: 'exchange announce',
  setup({ onResolve }) {
    onResolve({ filter: /\/announce\.ts$/ }, ({ path: named, resolveDir }) =>
      path.resolve(resolveDir, named) === announce
        ? { path: path.join(import.meta.dirname, 'announce.ts') }
        : undefined,
    );
  },
};

/** Puts the code of `send-message`, bundled as ever but for the one module, in the place of the product's. */
async function exchangeCode(stack: ParleyStack, folder: string): Promise<void> {
  const { inputs } = (
    await build({
      ...bundling,
      absWorkingDir: root,
      entryPoints: { index: 'functions/websocket/send-message.ts' },
      outdir: folder,
      plugins: [exchangeAnnounce],
      metafile: true,
      write: true,
    })
  ).metafile;
  if (!inputs['bench/delivery/plain/announce.ts'] || inputs['shared/lambda/announce.ts'])
    throw new Error(
      'cannot exchange announce: send-message no longer gets it from shared/lambda/announce.ts',
    );
  const sendMessage = stack.node.findChild('Functions').node.findChild('send-message');
  const resource = sendMessage.node.findChild('Function').node.defaultChild;
  if (!CfnFunction.isCfnFunction(resource)) throw new Error('cannot exchange code: it is no function');
  const code = Code.fromAsset(folder);
  const { s3Location } = code.bind(stack);
  if (!s3Location) throw new Error('cannot exchange code: the bundle has no place');
  resource.code = { s3Bucket: s3Location.bucketName, s3Key: s3Location.objectKey };
  code.bindToResource(resource);
}

const app = new App({ analyticsReporting: false, context: featureFlags });
const folder = mkdtempSync(path.join(tmpdir(), 'bench-plain-'));
try {
  for (const stage of stagesToSynthesize('local'))
    await exchangeCode(new ParleyStack(app, `parley-${stage.name}`, stage), folder);
  app.synth();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
