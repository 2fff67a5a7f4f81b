import type { Accepted } from './findings.ts';

/** What cfn-lint finds in our templates and is right nevertheless. */
export const accepted: readonly Accepted[] = [
  {
    rule: 'W3005',
    place: /^Resources\/[^/]+\/DependsOn\/\d+$/,
    reason: 'The CDK names what a resource waits for, also where a reference says so already.',
  },
];
