import { RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  IpProtocol,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acceptNatInstance, natInstance } from './nat-instance.ts';
import type { NetworkSize } from './stage.ts';

/**
 * Two zones: public subnets with the way out, private ones for the functions, isolated ones for the data.
 *
 * There is no `execute-api` endpoint and must never be one: its private DNS takes over the gateway's name, and posts to
 * connections are answered 403. Functions post by the way out that the stage has.
 */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** Carried by functions that call AWS itself: HTTPS to anywhere, since the gateway has no fixed addresses. */
  readonly outward: SecurityGroup;
  /** Whether the only way out is IPv6, which AWS's APIs take under other names. */
  readonly ipv6: boolean;

  constructor(scope: Construct, { wayOut }: NetworkSize, logDays: number) {
    super(scope, 'Network');
    this.ipv6 = wayOut.kind === 'ipv6';
    const instance = wayOut.kind === 'instance' ? natInstance(wayOut.instanceType) : undefined;
    // @NOTE Asserted: the CDK's own types don't fit each other under exactOptionalPropertyTypes.
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.64.0.0/16'),
      maxAzs: 2,
      natGateways: natGateways(wayOut),
      ...(instance && { natGatewayProvider: instance }),
      ...(this.ipv6 && { ipProtocol: IpProtocol.DUAL_STACK }),
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    this.vpc = vpc as IVpc;
    // What was let through would be every query; what was refused is what somebody looks for.
    vpc.addFlowLog('Refused', {
      trafficType: FlowLogTrafficType.REJECT,
      destination: FlowLogDestination.toCloudWatchLogs(
        new LogGroup(this, 'RefusedLog', { retention: logDays, removalPolicy: RemovalPolicy.DESTROY }),
      ),
    });
    this.outward = this.securityGroup('Outward', 'Functions that call AWS');
    const anywhere = this.ipv6 ? Peer.anyIpv6() : Peer.anyIpv4();
    this.outward.addEgressRule(anywhere, Port.HTTPS, 'The gateway and AWS APIs');
    instance?.connections.allowFrom(this.outward, Port.HTTPS, 'Functions that call AWS');
    for (const nat of instance?.gatewayInstances ?? []) acceptNatInstance(nat);
  }

  /** A security group that lets nothing in and nothing out. */
  securityGroup(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound: false });
  }

  /** A security group whose carriers, and nobody else, reach `server` on `port`. */
  client(id: string, server: SecurityGroup, port: Port): SecurityGroup {
    const client = this.securityGroup(id, `Functions that use ${server.node.id}`);
    client.connections.allowTo(server, port);
    return client;
  }
}

function natGateways(wayOut: NetworkSize['wayOut']): number {
  switch (wayOut.kind) {
    case 'gateway':
      return wayOut.count;
    case 'instance':
      return 1;
    case 'ipv6':
      return 0;
  }
}
