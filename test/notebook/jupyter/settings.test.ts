/** The settings of Jupyter, read by Python as Jupyter reads them after those of a site. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { findPython } from '../../../lib/notebook/jupyter/python';

const SETTINGS = join(__dirname, '../../../lib/notebook/jupyter/settings.py');
const READ = `
import collections, json, types
class Config(collections.defaultdict):
    __getattr__ = collections.defaultdict.__getitem__
config = Config(types.SimpleNamespace)
config["ServerApp"].ip, config["ServerApp"].token, config["IdentityProvider"].token = "0.0.0.0", "", ""
for again in range(2):
    exec(open(${JSON.stringify(SETTINGS)}).read(), {"get_config": lambda: config})
print(json.dumps({name: vars(values) for name, values in config.items()}))
`;

test.skipIf(findPython() === undefined)('Jupyter answers on this machine only, to whoever has the token', async () => {
  const env = { ...process.env, JUPYTER_TOKEN: 'secret' };
  // Its standard input stays open: it ends when that does.
  const { stdout } = spawn(findPython() ?? '', ['-c', READ], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  expect(JSON.parse(await text(stdout))).toMatchObject({
    ServerApp: {
      ...{ ip: '127.0.0.1', sock: '', token: 'secret', password: '', allow_origin: '', allow_origin_pat: '' },
      ...{ allow_remote_access: false, disable_check_xsrf: false },
      identity_provider_class: 'jupyter_server.auth.identity.PasswordIdentityProvider',
    },
    IdentityProvider: { token: 'secret' },
    PasswordIdentityProvider: { hashed_password: '' },
  });
});
