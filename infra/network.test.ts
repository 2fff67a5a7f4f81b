import { describe, expect, it } from 'vitest';
import { stages } from './stages.ts';
import { synthesize, text } from './synthesized.ts';
import { variants } from './variants.ts';

const inside = [...stages, ...variants].filter(({ backing }) => backing === 'created');
const synthesized = new Map(inside.map((stage) => [stage.name, synthesize(stage)]));

function stack(name: string) {
  const found = synthesized.get(name);
  if (found === undefined) throw new Error(`no stage ${name}`);
  return found;
}

const ofType = (name: string, type: string) => Object.values(stack(name).template.findResources(type));

/** Where the private subnets of the functions send what is for nobody inside. */
const waysOut = (name: string) =>
  ofType(name, 'AWS::EC2::Route')
    .map(({ Properties }) => Properties)
    .filter(({ RouteTableId }) => text(RouteTableId).includes('functionsSubnet'))
    .map(({ NatGatewayId, InstanceId, EgressOnlyInternetGatewayId }) =>
      text(NatGatewayId ?? InstanceId ?? EgressOnlyInternetGatewayId).replace(/^<NetworkVpc|>$/g, ''),
    );

describe('the way out of functions', () => {
  it('is one small machine in dev, for both zones', () => {
    expect(waysOut('dev')).toEqual(['publicSubnet1NatInstance', 'publicSubnet1NatInstance']);
    expect(ofType('dev', 'AWS::EC2::NatGateway')).toEqual([]);
  });

  it('is a gateway of its own for each zone in prod', () => {
    expect(waysOut('prod')).toEqual(['publicSubnet1NATGateway', 'publicSubnet2NATGateway']);
  });

  it('can be one gateway for both zones', () => {
    expect(waysOut('onegateway')).toEqual(['publicSubnet1NATGateway', 'publicSubnet1NATGateway']);
  });

  it('can be IPv6 outward only, with nothing that translates addresses', () => {
    expect(waysOut('ipv6')).toEqual(['EIGW6', 'EIGW6']);
    expect(ofType('ipv6', 'AWS::EC2::NatGateway')).toEqual([]);
    expect(ofType('ipv6', 'AWS::EC2::Instance')).toEqual([]);
  });

  it('is taken over IPv6 by functions that have no other, to names that have such addresses', () => {
    const { functions, template } = stack('ipv6');
    for (const { Properties } of Object.values(functions)) {
      if (Properties['VpcConfig'] === undefined) continue;
      expect(Properties).toMatchObject({
        VpcConfig: { Ipv6AllowedForDualStack: true },
        Environment: { Variables: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
      });
    }
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'WEBSOCKET',
      IpAddressType: 'dualstack',
    });
  });
});

describe('the machine that is the way out', () => {
  const [machine] = ofType('dev', 'AWS::EC2::Instance');
  const script: string = machine?.['Properties']['UserData']['Fn::Base64'];
  const line = (pattern: RegExp) => script.split('\n').findIndex((command) => pattern.test(command));

  it('has room for the package manager before it installs, and tries until that is done', () => {
    expect(line(/^swapon /)).toBeGreaterThan(line(/^dd .* of=\/swapfile /));
    expect(line(/^until yum install -y iptables-services; do sleep \d+; done$/)).toBeGreaterThan(
      line(/^swapon /),
    );
  });

  it('forwards and translates on whatever its interface is called, also after a restart', () => {
    const installed = line(/^until yum/);
    const steps = [/ip_forward=1/, /^systemctl enable --now iptables$/, /MASQUERADE/, /-F FORWARD$/];

    for (const step of steps) expect(line(step)).toBeGreaterThan(installed);
    expect(script).toContain('iptables -P FORWARD ACCEPT');
    expect(script).toMatch(/POSTROUTING -o "\$\(ip -4 route show default \|/);
    expect(line(/^service iptables save$/)).toBe(script.split('\n').length - 1);
  });
});

describe.each([...synthesized.keys()])('the network of %s', (name) => {
  it('has no endpoint: one for execute-api with private DNS would take over the gateway’s name', () => {
    stack(name).template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });

  it('lets functions, the database and the cache speak to each other by security group alone', () => {
    const groups = ofType(name, 'AWS::EC2::SecurityGroup').map(({ Properties }) => Properties);
    const rules = [
      ...ofType(name, 'AWS::EC2::SecurityGroupIngress'),
      ...ofType(name, 'AWS::EC2::SecurityGroupEgress'),
    ].map(({ Properties }) => Properties);

    for (const { SecurityGroupIngress } of groups) expect(SecurityGroupIngress).toBeUndefined();
    for (const rule of rules) {
      expect(rule).toHaveProperty(
        rule['DestinationSecurityGroupId'] ? 'DestinationSecurityGroupId' : 'SourceSecurityGroupId',
      );
    }
  });

  it('lets only those out who call AWS, and only by HTTPS', () => {
    const outward = ofType(name, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) =>
      (Properties['SecurityGroupEgress'] ?? []).map((rule: { CidrIp?: string; CidrIpv6?: string }) => [
        Properties['GroupDescription'],
        rule,
      ]),
    );
    const open = outward.filter(([, { CidrIp, CidrIpv6 }]) => (CidrIp ?? CidrIpv6) !== '255.255.255.255/32');

    const anywhere = name === 'ipv6' ? { CidrIpv6: '::/0' } : { CidrIp: '0.0.0.0/0' };
    for (const [description, rule] of open) {
      if (String(description).includes('NAT')) continue;
      expect([description, rule]).toEqual([
        'Functions that call AWS',
        expect.objectContaining({ ...anywhere, FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }),
      ]);
    }
  });

  it('keeps the database and the cache in subnets that have no way out', () => {
    const isolated = ofType(name, 'AWS::EC2::Route').filter(({ Properties }) =>
      text(Properties['RouteTableId']).includes('dataSubnet'),
    );
    const subnets = [
      ...ofType(name, 'AWS::RDS::DBSubnetGroup'),
      ...ofType(name, 'AWS::ElastiCache::SubnetGroup'),
    ].flatMap(({ Properties }) => Properties['SubnetIds'].map(text));

    expect(isolated).toEqual([]);
    expect(subnets).toHaveLength(4);
    for (const subnet of subnets) expect(subnet).toMatch(/^<NetworkVpcdataSubnet\dSubnet>$/);
  });

  it('writes down what was refused', () => {
    stack(name).template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'REJECT' });
  });
});
