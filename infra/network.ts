import {
  InstanceType,
  IpAddresses,
  type IVpc,
  type NatInstanceProviderV2,
  NatProvider,
  NatTrafficDirection,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NetworkSize } from './stages.ts';

/**
 * Two zones: public subnets with the way out, private ones for the functions, isolated ones for the data.
 *
 * There is no `execute-api` endpoint and must never be one: its private DNS takes over the gateway's name, and posts to
 * connections are answered 403. Functions post through the NAT.
 */
export class Network extends Construct {
  readonly vpc: IVpc;
  /** Carried by functions that call AWS itself: HTTPS to anywhere, since the gateway has no fixed addresses. */
  readonly outward: SecurityGroup;

  constructor(scope: Construct, { nat }: NetworkSize) {
    super(scope, 'Network');
    const instance = nat.kind === 'instance' ? natInstance(nat.instanceType) : undefined;
    // @NOTE Asserted: the CDK's own types don't fit each other under exactOptionalPropertyTypes.
    this.vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.64.0.0/16'),
      maxAzs: 2,
      natGateways: nat.kind === 'gateway' ? nat.count : 1,
      ...(instance && { natGatewayProvider: instance }),
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
        { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    }) as IVpc;
    this.outward = this.securityGroup('Outward', 'Functions that call AWS');
    this.outward.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'The gateway and AWS APIs');
    instance?.connections.allowFrom(this.outward, Port.HTTPS, 'Functions that call AWS');
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

/** Cheap and not highly available: for stages where a minute without live delivery hurts nobody. */
function natInstance(instanceType: string): NatInstanceProviderV2 {
  return NatProvider.instanceV2({
    instanceType: new InstanceType(instanceType),
    associatePublicIpAddress: true,
    defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY,
  });
}
