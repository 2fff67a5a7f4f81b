import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a CA of a test's own, and of a server of the name `localhost` that it vouches for. */
export type Certificates = {
  readonly ca: string;
  readonly certFile: string;
  readonly keyFile: string;
};

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Makes them with OpenSSL, which every Linux has. The server's files can be read by whoever the server runs as. */
export function makeCertificates(folder: string): Certificates {
  const file = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const [caFile, caKey, certFile, keyFile] = ['ca.crt', 'ca.key', 'server.crt', 'server.key'].map(file) as [
    string,
    string,
    string,
    string,
  ];
  openssl('req', '-x509', ...curve, '-subj', '/CN=Test CA', '-keyout', caKey, '-out', caFile);
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost\n');
  const request = file('server.csr');
  openssl('req', '-new', ...curve.slice(0, 5), '-subj', '/CN=localhost', '-keyout', keyFile, '-out', request);
  const signing = [
    '-CA',
    caFile,
    '-CAkey',
    caKey,
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    file('names'),
  ];
  openssl('x509', '-req', '-in', request, ...signing, '-out', certFile);
  chmodSync(keyFile, 0o644);
  return { ca: readFileSync(caFile, 'utf8'), certFile, keyFile };
}
