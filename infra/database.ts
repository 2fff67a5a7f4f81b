import { CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceType, Port, type SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { DatabaseSize } from './stages.ts';

/** What functions and the migration get to reach Postgres. */
export type Database = {
  /** As the application: rows, no schema. */
  readonly application: Provision;
  /** As the one that changes the schema and makes the application's role. */
  readonly migration: Provision;
};

/** The role that functions log in as, by IAM token; the migration makes it and says what it may do. */
const applicationUser = 'parley_app';
const databaseName = 'parley';

/** Seconds and milliseconds are Postgres's units, given as it wants them: strings of milliseconds. */
const parameters = {
  'rds.force_ssl': '1',
  // No statement of ours needs a second; a function is gone after 29 s, and its locks must not outlive it.
  statement_timeout: '10000',
  idle_in_transaction_session_timeout: '10000',
  log_min_duration_statement: '500',
};

/** A Postgres that is already there, its URL given to the deployment. The URL holds a password, so it is never echoed. */
export class EndpointDatabase extends Construct implements Database {
  readonly application: Provision;
  readonly migration: Provision;

  constructor(scope: Construct) {
    super(scope, 'Database');
    const url = new CfnParameter(scope, 'DatabaseUrl', {
      noEcho: true,
      description: 'postgres://user:password@host:port/database',
    });
    const provision = { environment: { DATABASE_URL: url.valueAsString } };
    this.application = provision;
    this.migration = provision;
  }
}

type CreatedDatabaseProps = {
  readonly size: DatabaseSize;
  readonly network: Network;
  /** Kept when the stack goes: deletion protection and a removal policy of retain. */
  readonly keep: boolean;
};

/**
 * Postgres 18 on RDS: encrypted, in the isolated subnets, reached over TLS by IAM token.
 *
 * The master's password lives in Secrets Manager; only the migration may read it.
 */
export class CreatedDatabase extends Construct implements Database {
  readonly application: Provision;
  readonly migration: Provision;
  /** As CloudWatch knows it. */
  readonly instanceId: string;

  constructor(scope: Construct, props: CreatedDatabaseProps) {
    super(scope, 'Database');
    const server = props.network.securityGroup('DatabaseServer', 'Postgres');
    const client = props.network.client('DatabaseClient', server, Port.POSTGRES);
    const instance = this.#instance(props, server);
    const { secret } = instance;
    this.instanceId = instance.instanceIdentifier;
    if (secret === undefined) throw new Error('cannot migrate: the database has no master secret');
    const environment = {
      DATABASE_HOST: instance.dbInstanceEndpointAddress,
      DATABASE_PORT: instance.dbInstanceEndpointPort,
      DATABASE_NAME: databaseName,
      DATABASE_USER: applicationUser,
      // RDS signs its certificates itself, and since Node 20 the runtime trusts its own list only, unless told of this file.
      NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
    };
    this.application = {
      environment,
      securityGroups: [client],
      inside: true,
      grant: (grantee) => instance.grantConnect(grantee, applicationUser),
    };
    this.migration = migration(this.application, secret, props.network);
  }

  #instance({ size, network, keep }: CreatedDatabaseProps, server: SecurityGroup): DatabaseInstance {
    return new DatabaseInstance(this, 'Instance', {
      // The major version alone: minor ones are installed by RDS, and the template doesn't fall behind them.
      engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_18 }),
      autoMinorVersionUpgrade: true,
      instanceType: new InstanceType(size.instanceType),
      databaseName,
      credentials: Credentials.fromGeneratedSecret('parley_admin'),
      iamAuthentication: true,
      parameters,
      vpc: network.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [server],
      publiclyAccessible: false,
      multiAz: size.multiAz,
      storageEncrypted: true,
      storageType: StorageType.GP3,
      allocatedStorage: size.storageGib,
      maxAllocatedStorage: size.maxStorageGib,
      backupRetention: Duration.days(size.backupDays),
      copyTagsToSnapshot: true,
      deletionProtection: keep,
      deleteAutomatedBackups: !keep,
      removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      cloudwatchLogsExports: ['postgresql'],
    });
  }
}

/** As the master, whose secret is read from AWS. `DATABASE_USER` is still the application's: the role to be made. */
function migration(application: Provision, secret: ISecret, network: Network): Provision {
  return {
    inside: true,
    securityGroups: [...(application.securityGroups ?? []), network.outward],
    environment: { ...application.environment, DATABASE_SECRET_ARN: secret.secretArn },
    grant: (grantee) => secret.grantRead(grantee),
  };
}
