// The clients of one contender, driven by messages of the benchmark.
import { pathToFileURL } from 'node:url';
import type { BenchClient, ClientModule } from './client.ts';
import type { Expected, FromFleet, Measured, ToFleet, Verb, Verbs } from './fleet-messages.ts';
import { bytesSince, Meter, nowMs } from './meter.ts';
import { Putting } from './putting.ts';

/** Clients that open at the same time: more would only wait for each other. */
const OPENING_AT_ONCE = 20;
/** Longest wait for texts to come, in milliseconds. */
const PATIENCE_MS = 120_000;
/** How often texts are looked at beside the signs that something came, in milliseconds. */
const LOOK_AGAIN_MS = 250;
/** Looks without a byte after which sockets count as quiet: all that a return brings about has happened then. */
const QUIET_LOOKS = 4;

// Some peers' clients listen for the end of the process, each for itself.
process.setMaxListeners(0);
const meter = new Meter();
const { openClient } = (await import(pathToFileURL(process.argv[2]!).href)) as ClientModule;
let clients: BenchClient[] = [];
let putting: Putting | undefined;
let counted = meter.read();

const obey: { [V in Verb]: (wish: Verbs[V]['wish']) => Promise<Verbs[V]['answer']> } = {
  open: async ({ url, folder, docs, first = 0, watchedUrl }) => {
    clients = await Promise.all(
      docs.map((_, at) => openClient({ url: at === 0 ? (watchedUrl ?? url) : url, folder, index: first + at })),
    );
    const from = nowMs();
    await inTurns(docs.map((list, at) => () => clients[at]!.open(list)));
    return { from, to: nowMs(), missing: 0 };
  },

  fill: async ({ url, folder, seeds }) => {
    const docs = seeds.map(({ doc }) => doc);
    const writer = await openClient({ url, folder, index: 0 });
    await writer.open(docs);
    for (const { doc, texts } of seeds) for (const text of texts) writer.put(doc, text);
    const reader = await openClient({ url, folder, index: 1 });
    await reader.open(docs);
    const expected = seeds.map(({ doc, texts }) => ({ client: 0, doc, text: texts.join('') }));
    if ((await arrived([reader], expected)) > 0) throw new Error('the server did not take its documents');
    await Promise.all([writer.close(), reader.close()]);
  },

  depart: async () => void (await Promise.all(clients.map((client) => client.goAway()))),

  write: async (paragraphs) => {
    for (const { client, doc, text, rubbedOut } of paragraphs) await clients[client]!.write(doc, text, rubbedOut);
  },

  comeHome: async (expected): Promise<Measured> => {
    counted = meter.read();
    const from = nowMs();
    const all = arrived(clients, expected);
    for (const client of clients) client.comeBack();
    const missing = await all;
    return { from, to: nowMs(), missing };
  },

  bytes: async () => {
    for (let before = meter.read(), quiet = 0; quiet < QUIET_LOOKS;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      const now = meter.read();
      quiet = now.up === before.up && now.down === before.down ? quiet + 1 : 0;
      before = now;
    }
    const since = bytesSince(meter.read(), counted);
    counted = meter.read();
    return since;
  },

  wait: (expected) => arrived(clients, expected),

  startPutting: async (wish) => void (putting = await Putting.begin(clients, wish)),
  endPutting: ({ since }) => putting!.end(since),
  stopPutting: async () => putting!.fates(),
  texts: (wish) => Promise.all(wish.map(({ client, doc }) => clients[client]!.textOf(doc))),
  close: async () => void (await Promise.all(clients.splice(0).map((client) => client.close()))),
};

async function inTurns(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const rest = [...tasks];
  const work = async (): Promise<void> => {
    for (let task = rest.shift(); task; task = rest.shift()) await task();
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, work));
}

/** Resolves to how many texts had not come when patience ended: 0 as soon as all are there. */
function arrived(among: readonly BenchClient[], expected: readonly Expected[]): Promise<number> {
  const rest = new Map(expected.map((one) => [`${one.client} ${one.doc}`, one]));
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(patience);
      clearInterval(again);
      resolve(rest.size);
    };
    const look = async (key: string): Promise<void> => {
      const one = rest.get(key);
      if (!one || (await among[one.client]!.textOf(one.doc)) !== one.text) return;
      rest.delete(key);
      if (rest.size === 0) finish();
    };
    const lookAtAll = (): void => void [...rest.keys()].forEach((key) => void look(key));
    const patience = setTimeout(finish, PATIENCE_MS);
    const again = setInterval(lookAtAll, LOOK_AGAIN_MS);
    among.forEach((client, at) => client.onChange((doc) => void look(`${at} ${doc}`)));
    lookAtAll();
  });
}

process.on('message', (message: ToFleet) => {
  const task = obey[message.verb] as (wish: unknown) => Promise<unknown>;
  task(message.wish).then(
    (answer) => process.send!({ id: message.id, ok: true, answer } satisfies FromFleet),
    (error: unknown) =>
      process.send!({
        id: message.id,
        ok: false,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      } satisfies FromFleet),
  );
});
process.on('disconnect', () => process.exit(0));
// A peer's client may throw at its own socket's end: the measure that waits for it says what is missing.
process.on('uncaughtException', (error) => console.error(`a client failed: ${error.message}`));
