import { describe, expect, it } from 'vitest';
import { urlProblem } from './url-problem.js';

const STRICT = { allowHttp: false, allowedNetworks: [] };
const LOOPBACK = { allowHttp: true, allowedNetworks: ['127.0.0.0/8', '::1/128'] };

describe('urlProblem', () => {
  it.each([
    'https://shop.example/hooks',
    'https://shop.example:8443/hooks?token=1',
    'https://SHOP.example./',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://bücher.example/',
    'https://notlocalhost/',
  ])('accepts %s', (url) => {
    expect(urlProblem(url, STRICT)).toBeNull();
  });

  it.each([
    ['', 'not a URL'],
    ['shop.example/hooks', 'not a URL'],
    ['https://', 'not a URL'],
    ['https://1.2.3.4.5/', 'not a URL'],
    ['https://shop.example:65536/', 'not a URL'],
    ['https://shop.example/a b', 'white space'],
    [' https://shop.example/', 'white space'],
    ['https://shop.example/\n', 'white space'],
    ['ftp://shop.example/', 'not a scheme'],
    ['file:///etc/passwd', 'not a scheme'],
    ['javascript:alert(1)', 'not a scheme'],
    ['http://shop.example/', 'http: is not allowed'],
    ['https://user@shop.example/', 'user name or password'],
    ['https://user:secret@shop.example/', 'user name or password'],
    ['https://shop.example/#part', 'fragment'],
    ['https://shop.example/#', 'fragment'],
    ['https://shop.example:0/', 'port 0'],
    ['https://shop.example:25/', 'another protocol'],
    ['https://shop.example:6667/', 'another protocol'],
  ])('refuses %j: %s', (url, why) => {
    expect(urlProblem(url, STRICT)).toContain(why);
  });

  it.each([
    'https://127.0.0.1/',
    'https://127.0.0.1./',
    'https://127.1/',
    'https://127.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0X7F.1/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://127.0.0x0.01/',
    'https://%31%32%37.0.0.1/',
    'https://127。0。0。1/',
    'https://１２７.0.0.1/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[0:0:0:0:0:FFFF:7F00:0001]/',
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://a.localhost/',
    'https://a.b.localhost.:8443/',
  ])('sees loopback in %s, and lets it through where loopback is open', (url) => {
    expect(urlProblem(url, STRICT)).toContain('loopback');
    expect(urlProblem(url, LOOPBACK)).toBeNull();
  });

  it.each([
    ['https://0/', 'unspecified'],
    ['https://[::]/', 'unspecified'],
    ['https://10.0.0.1/', 'private'],
    ['https://167772161/', 'private'],
    ['https://012.0.0.1/', 'private'],
    ['https://0xc0a80001/', 'private'],
    ['https://172.16.1/', 'private'],
    ['https://169.254.169.254/latest/meta-data/', 'cloud metadata'],
    ['https://0xa9fea9fe/', 'cloud metadata'],
    ['https://[::ffff:a9fe:a9fe]/', 'cloud metadata'],
    ['https://[fd00:ec2::254]/', 'cloud metadata'],
    ['https://[64:ff9b::a00:1]/', 'NAT64'],
    ['https://[2002:a00:1::]/', '6to4'],
    ['https://[fe80::1]/', 'link-local'],
    ['https://100.64.0.1/', 'CGNAT'],
    ['https://255.255.255.255/', 'broadcast'],
  ])('refuses %s (%s), also where loopback is open', (url, why) => {
    expect(urlProblem(url, STRICT)).toContain(why);
    expect(urlProblem(url, LOOPBACK)).toContain(why);
  });

  it('allows http: only where it is opened', () => {
    expect(urlProblem('http://shop.example/', { allowHttp: true, allowedNetworks: [] })).toBeNull();
    expect(urlProblem('http://127.0.0.1/', { allowHttp: true, allowedNetworks: [] })).toContain('loopback');
    expect(urlProblem('http://127.0.0.1:3000/', LOOPBACK)).toBeNull();
  });

  it('never repeats the credentials of a URL', () => {
    expect(urlProblem('https://user:s3cret@shop.example/', STRICT)).not.toContain('s3cret');
  });
});
