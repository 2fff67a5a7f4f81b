import { isIPv6, SocketAddress } from 'node:net';

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

/**
 * What is counted as one caller: an IPv4 address, also where it is written as IPv6 (`::ffff:192.0.2.1`), and of an IPv6 address the
 * first 64 bits, as `2001:db8:1:2::/64`. The rest every host chooses for itself, and anew as often as it likes (RFC 4862, RFC 8981).
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const { address: short } = new SocketAddress({ address, family: 'ipv6' });
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(short)?.[1];
  if (mapped) return mapped;
  const [before = '', after] = short.split('::');
  const [front, back] = [groups(before), groups(after ?? '')];
  const all = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back];
  return `${all.slice(0, 4).join(':')}::/64`;
}
