import {
  InstanceType,
  type NatInstanceProviderV2,
  NatProvider,
  NatTrafficDirection,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { accept } from './accepted-findings.ts';

/**
 * What the machine runs at its first start, and never again: a change reaches a machine only by replacing it.
 *
 * The CDK's own commands install once and go on when that failed, and CloudFormation takes the machine for complete all the
 * same. It does fail: Amazon Linux cleans the package cache at the same moment (aws-cdk#36717), and 512 MiB are little for dnf
 * (amazon-linux-2023#404). Hence a swap file of 1 GiB first, and installing until it is done. The rest is AWS's:
 * https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
const setUp = [
  'dd if=/dev/zero of=/swapfile bs=1M count=1024',
  'chmod 600 /swapfile',
  'mkswap /swapfile',
  'swapon /swapfile',
  'echo "/swapfile none swap sw 0 0" >> /etc/fstab',
  'until yum install -y iptables-services; do sleep 5; done',
  'echo "net.ipv4.ip_forward=1" > /etc/sysctl.d/90-nat.conf',
  'sysctl -p /etc/sysctl.d/90-nat.conf',
  'systemctl enable --now iptables',
  // `default via 10.64.0.1 dev ens5 …`: the interface has another name on other types.
  `iptables -t nat -A POSTROUTING -o "$(ip -4 route show default | awk '{ print $5; exit }')" -j MASQUERADE`,
  // The service comes with a rule that refuses to forward.
  'iptables -F FORWARD',
  'iptables -P FORWARD ACCEPT',
  'service iptables save',
];

/** Cheap and not highly available: for stages where some minutes without live delivery hurt nobody. */
export function natInstance(instanceType: string): NatInstanceProviderV2 {
  const userData = UserData.forLinux();
  userData.addCommands(...setUp);
  return NatProvider.instanceV2({
    instanceType: new InstanceType(instanceType),
    associatePublicIpAddress: true,
    defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY,
    userData,
  });
}

export function acceptNatInstance(nat: IConstruct): void {
  accept(nat, {
    'AwsSolutions-EC26': 'Its disk holds the system image and nothing of ours.',
    'AwsSolutions-EC28':
      'Detailed monitoring costs more than half of the machine; its status checks are enough.',
    'AwsSolutions-EC29': 'It can be replaced at any time, and goes with a stage that leaves nothing behind.',
  });
}
