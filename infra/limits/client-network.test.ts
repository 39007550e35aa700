import { describe, expect, test } from '@jest/globals';
import { clientNetwork, clientSite } from './client-network.ts';

describe('What stands for one client', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    // As some proxies name their clients.
    ['203.0.113.9:50123', '203.0.113.9'],
    ['[2001:db8:1:2::9]:50123', '2001:db8:1:2::/64'],
    ['unknown', 'no-address'],
    ['', 'no-address'],
  ])('of %s is %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });

  test('is the same for two addresses of one network, and another for the next', () => {
    expect(clientNetwork('2001:db8:1:2:ffff::1')).toBe(clientNetwork('2001:db8:1:2::2'));
    expect(clientNetwork('2001:db8:1:3::2')).not.toBe(clientNetwork('2001:db8:1:2::2'));
  });

  test('lies in a site of 48 bits where it is of IPv6', () => {
    expect(clientSite('2001:db8:1:2::9')).toBe('2001:db8:1::/48');
    expect(clientSite('2001:db8:1:ffff::1')).toBe('2001:db8:1::/48');
    expect(clientSite('203.0.113.9')).toBeNull();
    expect(clientSite('unknown')).toBeNull();
  });
});
