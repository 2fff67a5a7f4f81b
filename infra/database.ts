import { CfnParameter, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceType, Port, type SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';
import { connectionLimit } from './concurrency.ts';
import { databaseIdentifier, databaseLog } from './database-identity.ts';
import { proxyOf } from './database-proxy.ts';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { DatabaseSize } from './stage.ts';

/** What functions and the migration get to reach Postgres. */
export type Database = {
  /** As the application: rows, no schema. */
  readonly application: Provision;
  /** As the one that changes the schema and makes the application's role. */
  readonly migration: Provision;
};

/** The role that functions act as; the migration makes it and says what it may do. */
const applicationUser = 'parley_app';
const masterUser = 'parley_admin';
const databaseName = 'parley';

/** Times are Postgres's own units, given as it wants them: strings of milliseconds. */
const parameters = (size: DatabaseSize) => ({
  'rds.force_ssl': '1',
  max_connections: String(connectionLimit(size.instanceType)),
  // The application's role has half of it; this is for whoever else comes, but for the migration, which lifts it for itself.
  statement_timeout: '10000',
  idle_in_transaction_session_timeout: '10000',
  log_min_duration_statement: '500',
  // Slow statements are logged without their values: bodies and hashes are among them.
  log_parameter_max_length: '0',
});

/** A Postgres that is already there, its URL given to the deployment. The URL holds a password, so it is never echoed. */
export class EndpointDatabase extends Construct implements Database {
  readonly application: Provision;
  readonly migration: Provision;

  constructor(scope: Construct) {
    super(scope, 'Database');
    const url = new CfnParameter(scope, 'DatabaseUrl', {
      noEcho: true,
      description: 'postgres://…, with whom to log in as',
    });
    const environment = { DATABASE_URL: url.valueAsString };
    this.application = { environment: { ...environment, DATABASE_ROLE: applicationUser } };
    this.migration = { environment };
  }
}

type CreatedDatabaseProps = {
  readonly size: DatabaseSize;
  readonly network: Network;
  /** Kept when the stack goes: deletion protection and a removal policy of retain. */
  readonly keep: boolean;
  /** Encrypts what is stored; AWS's own key where there is none. */
  readonly key: IKey | undefined;
  /** How long its log is kept. */
  readonly logDays: number;
};

/**
 * Postgres 18 on RDS: encrypted, in the isolated subnets, reached over TLS by IAM token.
 *
 * The master's password is made, kept and changed every week by RDS; only the migration may read it.
 */
export class CreatedDatabase extends Construct implements Database {
  readonly application: Provision;
  readonly migration: Provision;
  /** As CloudWatch knows it. */
  readonly instanceId: string;

  constructor(scope: Construct, props: CreatedDatabaseProps) {
    super(scope, 'Database');
    const { network, size, keep } = props;
    const server = network.securityGroup('DatabaseServer', 'Postgres');
    const client = network.client('DatabaseClient', server, Port.POSTGRES);
    const instance = this.#instance(props, server);
    const identifier = databaseIdentifier(this);
    instance.node.addDependency(databaseLog(this, { identifier, days: props.logDays, keep }));
    this.instanceId = instance.instanceIdentifier;
    accept(instance, {
      'AwsSolutions-RDS11':
        'Another port hides nothing: only functions, by their security group, reach it at all.',
    });
    if (!keep) acceptDisposable(instance);
    const direct = {
      environment: {
        DATABASE_HOST: instance.dbInstanceEndpointAddress,
        DATABASE_PORT: instance.dbInstanceEndpointPort,
        DATABASE_NAME: databaseName,
        // RDS signs its certificates itself, and since Node 20 the runtime trusts its own list only, unless told of this file.
        NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
      },
      securityGroups: [client],
      inside: true,
    };
    this.application = size.proxy
      ? this.#overProxy(direct, instance, props)
      : {
          ...direct,
          environment: { ...direct.environment, DATABASE_USER: applicationUser },
          grant: (grantee) => instance.grantConnect(grantee, applicationUser),
        };
    this.migration = migration(direct, instance, network);
  }

  #overProxy(direct: Provision, instance: DatabaseInstance, { network }: CreatedDatabaseProps): Provision {
    const { proxy, client } = proxyOf(this, { instance, network, user: applicationUser });
    return {
      ...direct,
      environment: { ...direct.environment, DATABASE_HOST: proxy.endpoint, DATABASE_USER: applicationUser },
      securityGroups: [client],
      grant: (grantee) => proxy.grantConnect(grantee, applicationUser),
    };
  }

  #instance({ size, network, keep, key }: CreatedDatabaseProps, server: SecurityGroup): DatabaseInstance {
    return new DatabaseInstance(this, 'Instance', {
      instanceIdentifier: databaseIdentifier(this),
      // The major version alone: minor ones are installed by RDS, and the template doesn't fall behind them.
      engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_18 }),
      autoMinorVersionUpgrade: true,
      instanceType: new InstanceType(size.instanceType),
      databaseName,
      credentials: Credentials.fromUsername(masterUser),
      manageMasterUserPassword: true,
      iamAuthentication: true,
      parameters: parameters(size),
      vpc: network.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [server],
      publiclyAccessible: false,
      multiAz: size.multiAz,
      storageEncrypted: true,
      ...(key && { storageEncryptionKey: key }),
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

function acceptDisposable(instance: DatabaseInstance): void {
  accept(instance, {
    'AwsSolutions-RDS3': 'A stage that can be thrown away is not worth a second machine.',
    'AwsSolutions-RDS10': 'It goes with its stack.',
  });
}

/** As the master, by token or by the secret, and never over a proxy. See ADR 21. */
function migration(direct: Provision, instance: DatabaseInstance, network: Network): Provision {
  const { secret } = instance;
  if (secret === undefined) throw new Error('cannot migrate: the database has no master secret');
  return {
    ...direct,
    securityGroups: [...(direct.securityGroups ?? []), network.outward],
    environment: {
      ...direct.environment,
      DATABASE_USER: masterUser,
      DATABASE_SECRET_ARN: secret.secretArn,
    },
    grant: (grantee) => {
      secret.grantRead(grantee);
      instance.grantConnect(grantee, masterUser);
    },
  };
}
