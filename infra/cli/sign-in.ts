import { parseArgs } from 'node:util';
import { readConfig } from '../config/config.ts';
import { environmentOf } from '../config/environment.ts';
import { apiOrigin } from '../config/api-config.ts';
import { createClientTokens } from '../identity/client-tokens.ts';
import { credentialHeaders } from '../identity/sign-in.ts';
import { runningEnvironment } from '../stack/running-stack.ts';
import { Refused, signedInAs } from './api-client.ts';

const USAGE = `npm run -s motcua -- sign-in ACCOUNT [--client] > FILE; curl -H @FILE …
  Đăng nhập một tài khoản dùng thử (demo-accounts.json), hoặc với --client một hệ thống dùng thử (demo-clients.json), và in các
  tiêu đề HTTP của phiên. Tệp có giá trị như mật khẩu cho đến khi hết phiên.
  Signs a demo account in, or with --client a demo system, and prints the HTTP headers of its session. Until that ends, the file is as
  good as a password.
`;

/** @returns exit code: 0, 1 for what could not be done, 2 for bad usage */
export async function signInCommand(argv: readonly string[]): Promise<number> {
  const options = { client: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const [id] = positionals;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (id === undefined || positionals.length > 1) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    const own = environmentOf(process.env);
    const { api, catalogueDir: folder, demo, identity } = readConfig(runningEnvironment(own) ?? own);
    if (demo === undefined || identity === undefined)
      throw new Refused('DEMO_IDENTITY: tài khoản dùng thử đang tắt | demo accounts are off here');
    const url = apiOrigin(api);
    const credential = values.client
      ? await createClientTokens({ issuer: identity.issuer, clientKey: demo.clientKey })(id)
      : await signedInAs(id, { url, folder, password: demo.password });
    const lines = Object.entries(credentialHeaders(credential, url)).map(([name, value]) => `${name}: ${value}\n`);
    process.stdout.write(lines.join(''));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
