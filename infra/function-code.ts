import path from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { type AssetCode, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type Bundles, bundleFunctions, copySqlFolder, writeBundle } from './function-bundle.ts';
import { type FunctionSpec, functionCatalog } from './function-catalog.ts';

const root = path.resolve(import.meta.dirname, '..');

let built: Bundles | undefined;

/** One build serves every function of every stage: bundles know nothing of stages. See ADR 0010. */
function bundles(): Bundles {
  built ??= bundleFunctions(
    root,
    functionCatalog.map((spec) => spec.entry),
  );
  return built;
}

/**
 * The code of a function, bundled in this process, and only when its stack is synthesized to be deployed or run.
 *
 * The hash is the output's, so a function whose code came out the same isn't deployed again.
 */
export function functionCode(spec: FunctionSpec): AssetCode {
  return Code.fromAsset(path.join(root, 'functions'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: Runtime.NODEJS_24_X.bundlingImage,
      // Never run. The CDK keeps one asset for equal source and bundling options, and this tells the functions apart.
      command: [spec.entry],
      local: {
        tryBundle(outputDir) {
          writeBundle(bundles(), spec.entry, outputDir);
          if (spec.sqlFolder) copySqlFolder(path.join(root, spec.sqlFolder), outputDir);
          return true;
        },
      },
    },
  });
}
