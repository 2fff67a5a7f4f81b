import * as v from 'valibot';
import { readProperties, texts } from './properties.ts';
import type { Deployment, ResolvedResource } from './resolve-stacks.ts';

/** Files that a deployment copies into a bucket. */
export type Upload = {
  /** A folder, or a zip file. */
  readonly source: string;
  /** Where in the bucket, without slashes around it. */
  readonly prefix: string;
  /** Texts in the files that are replaced by values known only at deployment. */
  readonly markers: Readonly<Record<string, string>>;
  /** `cache-control` and the like. */
  readonly metadata: Readonly<Record<string, string>>;
};

const schema = v.object({
  SourceObjectKeys: v.array(v.string()),
  SourceMarkers: v.optional(v.array(texts), []),
  DestinationBucketName: v.string(),
  DestinationBucketKeyPrefix: v.optional(v.string(), ''),
  SystemMetadata: v.optional(texts, {}),
});

/** What `BucketDeployment` puts into each bucket, by the bucket's name; later uploads cover earlier ones. */
export function bucketContents(deployment: Deployment): (bucketName: string) => Upload[] {
  const uploads = deployment.resources
    .filter(({ type }) => type === 'Custom::CDKBucketDeployment')
    .flatMap(uploadsOf);
  return (bucketName) => uploads.flatMap(({ bucket, upload }) => (bucket === bucketName ? [upload] : []));
}

function uploadsOf(resource: ResolvedResource): { readonly bucket: string; readonly upload: Upload }[] {
  const properties = readProperties(resource, schema);
  return properties.SourceObjectKeys.flatMap((key, index) => {
    const source = resource.stack.assets.get(key);
    if (source === undefined) return [];
    const upload = {
      source,
      prefix: properties.DestinationBucketKeyPrefix.replace(/^\/|\/$/g, ''),
      markers: properties.SourceMarkers[index] ?? {},
      metadata: properties.SystemMetadata,
    };
    return [{ bucket: properties.DestinationBucketName, upload }];
  });
}
