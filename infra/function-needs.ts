import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';

/** What a function may need besides its code. */
export type Need =
  /** Postgres, as the application. */
  | 'database'
  /** Postgres, as the one who changes the schema. */
  | 'migration'
  /** Redis. */
  | 'cache'
  /** To post to WebSocket connections and to close them. */
  | 'connections'
  /** To have the deliver function deliver a room's events, or tell who has come. */
  | 'delivery'
  /** To tell clients where to connect. */
  | 'websocketUrl'
  /** To know which pages may connect. */
  | 'origins'
  /** To know calls that came through the stage's own CloudFront, and so whom they came from. */
  | 'edge'
  /** To know when to slow registrations down. */
  | 'registrations';

/** What meeting a need takes. A function gets this for the needs it names, and nothing for the others. */
export type Provision = {
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it can be reached from inside the network only, so that a function with this need has to live there. */
  readonly inside?: boolean;
  /** Carried by a function inside; they open the way there and no other. */
  readonly securityGroups?: readonly ISecurityGroup[];
  readonly grant?: (grantee: IGrantable) => void;
  /** What cdk-nag finds in the grant and is right nevertheless, with the reason. */
  readonly accepted?: Readonly<Record<string, string>>;
};

export type Provisions = Readonly<Record<Need, Provision>>;
