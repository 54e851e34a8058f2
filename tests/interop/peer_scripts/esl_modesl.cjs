// modesl as a client: what its documentation's first steps do. Arguments: host, port, password.
const esl = require('modesl');
const [host, port, password] = process.argv.slice(2);
const say = (facts) => console.log(JSON.stringify(facts));

const wrong = new esl.Connection(host, Number(port), password + 'x');
wrong.on('esl::event::auth::fail', () => { say({step: 'refused'}); first(); });
wrong.on('error', () => {});

function first() {
  const client = new esl.Connection(host, Number(port), password, () => {
    client.api('status', (answer) => {
      say({step: 'status', ready: answer.getBody().includes('is ready')});
      client.api('nosuch', (unknown) => {
        say({step: 'unknown', text: unknown.getBody().trim()});
        client.events('json', 'CHANNEL_ANSWER CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB', () => {
          client.on('esl::event::CHANNEL_ANSWER::*', (event) => {
            const greeting = event.getHeader('variable_greeting');
            if (greeting) say({step: 'answer', greeting});
          });
          client.bgapi('originate', '{greeting=a\\\\\\\\sb}loopback/9199 &park()', (job) => {
            say({step: 'job', ok: job.getBody().startsWith('+OK ')});
            setTimeout(() => { say({step: 'done'}); process.exit(0); }, 200);
          });
        });
      });
    });
  });
}
