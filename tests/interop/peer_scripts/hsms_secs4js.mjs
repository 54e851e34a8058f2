// secs4js on either side of an HSMS link: node hsms_secs4js.mjs active|passive PORT DEVICE MODULES
// It answers S1F1, S6F11 and S2F25; lines on standard input: "ask SML", "end".
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [mode, port, device, modules] = process.argv.slice(2);
const { HsmsActiveCommunicator, HsmsPassiveCommunicator, SmlParser, L, A, B } = await import(
	pathToFileURL(`${modules}/secs4js/lib/index.js`)
);
const say = (facts) => process.stdout.write(JSON.stringify(facts) + "\n");
const Communicator = mode === "active" ? HsmsActiveCommunicator : HsmsPassiveCommunicator;
const link = new Communicator({
	ip: "127.0.0.1",
	port: Number(port),
	deviceId: Number(device),
	isEquip: mode === "passive",
	timeoutT3: 5,
});
link.on("message", async (message) => {
	const name = `S${message.stream}F${message.func}`;
	say({ got: name, sml: message.body ? message.body.toSml() : null });
	if (name === "S1F1") await link.reply(message, 1, 2, L(A("secs4js"), A("1")));
	if (name === "S6F11") await link.reply(message, 6, 12, B(Buffer.from([0])));
	if (name === "S2F25") await link.reply(message, 2, 26, message.body);
});
for (const event of ["connected", "disconnected", "selected", "deselected"])
	link.on(event, () => say({ event }));
link.on("error", (error) => say({ error: String(error) }));
await link.open();
say({ opened: true });
for await (const line of createInterface({ input: process.stdin })) {
	if (line === "end") break;
	const asked = SmlParser.parse(line.slice("ask ".length));
	const reply = await link.send(asked.stream, asked.func, true, asked.body);
	say({ reply: `S${reply.stream}F${reply.func}`, sml: reply.body ? reply.body.toSml() : null });
}
say({ ended: true });
process.exit(0);
