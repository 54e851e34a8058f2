// The npm package esl as a client. Arguments: host, port, password.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
const [host, port, password] = process.argv.slice(2);
const file = join(process.env.PEERS, 'node_modules', 'esl', 'esl.mjs');
const { FreeSwitchClient, once } = await import(pathToFileURL(file).href);
const say = (facts) => console.log(JSON.stringify(facts));
const quiet = { debug() {}, info() {}, error() {} };

const client = new FreeSwitchClient({ host, port: Number(port), password, logger: quiet });
const connected = new Promise((resolve) => client.on('connect', resolve));
client.connect();
const call = await connected;
const status = await call.api('status', 5000);
say({ step: 'status', ready: JSON.stringify(status).includes('is ready') });
try {
  await call.api('nosuch', 5000);
} catch (error) {
  say({ step: 'unknown', failed: true });
}
const job = await call.bgapi('originate {greeting=a\\\\\\\\sb}loopback/9199 &park()', 5000);
say({ step: 'job', ok: JSON.stringify(job.body).includes('+OK ') });
client.end();
setTimeout(() => process.exit(0), 100);
