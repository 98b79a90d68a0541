import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { resolve as resolvePath } from 'node:path';
import * as v from 'valibot';
import { DEMONSTRATION_HEAD, DEMONSTRATION_PASSWORD, DEMONSTRATION_TEACHER } from '../server/demonstration/adults.ts';
import type { DemonstrationCodes } from '../server/demonstration/links.ts';
import { Trolley } from '../server/demonstration/trolley.ts';
import { terminalQr } from './trolley/terminal-qr.ts';

/*
 * `npm start`: a whole school on this machine. An ENT and a hub run as two processes, and each *.localhost name is an
 * origin of its own (its own storage, its own service worker), so that one browser can play the teacher and every tablet.
 */

const Port = v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.minValue(1), v.maxValue(65_535));
const SettingsSchema = v.object({
  HOST: v.optional(v.string(), '127.0.0.1'),
  PORT: v.optional(Port, '8080'),
  ENT_PORT: v.optional(Port, '8090'),
  DATA_DIR: v.optional(v.string(), './data'),
});

async function main(): Promise<void> {
  const settings = v.safeParse(SettingsSchema, process.env);
  if (!settings.success) {
    const { path, input } = settings.issues[0];
    return giveUp(
      `${String(path?.[0]?.key)} doit être un nombre de 1 à 65535, pas « ${String(input)} ».\n` +
        `${String(path?.[0]?.key)} must be a number from 1 to 65535, not « ${String(input)} ».`,
    );
  }
  const { HOST, PORT, ENT_PORT, DATA_DIR } = settings.output;
  if (PORT === ENT_PORT) return giveUp('PORT et ENT_PORT doivent être différents.\nPORT and ENT_PORT must differ.');
  for (const [name, port] of [
    ['PORT', PORT],
    ['ENT_PORT', ENT_PORT],
  ] as const) {
    if (!(await isFree(HOST, port))) {
      return giveUp(
        `Le port ${port} est déjà pris par un autre programme : arrêtez-le, ou choisissez-en un autre avec ${name}.\n` +
          `Port ${port} is taken by another program: stop it, or choose another with ${name}.`,
      );
    }
  }
  const trolley = new Trolley({
    host: HOST,
    port: PORT,
    entPort: ENT_PORT,
    dataDir: resolvePath(DATA_DIR),
    say: console.log,
  });
  const isStopping = stopWhenAsked(trolley);
  try {
    const { codes } = await trolley.start();
    console.log(welcome(HOST, PORT, codes));
  } catch (error) {
    if (!isStopping()) giveUp(error instanceof Error ? error.message : String(error));
  }
}

/** Returns whether someone has asked. */
function stopWhenAsked(trolley: Trolley): () => boolean {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void trolley.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return () => stopping;
}

/** Whether nobody listens there now. Any other trouble with the address is the node's to say. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'EADDRINUSE'));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function giveUp(sentences: string): void {
  console.error(sentences);
  process.exitCode = 1;
}

function welcome(host: string, port: number, codes: DemonstrationCodes): string {
  const at = (name: string, path: string): string => `http://${name}:${port}${path}`;
  const lan = host === '0.0.0.0' || host === '::' ? lanAddress() : undefined;
  const teacher = at(lan ?? 'maitresse.localhost', `/rejoindre#${codes.teacher.code}`);
  const tablets = codes.tablets.map((tablet) => [
    `tablette n° ${tablet.number}`,
    at(lan ?? `tablette-${tablet.number}.localhost`, `/rejoindre#${tablet.code}`),
  ]);
  const office = at(lan ?? 'localhost', '/ecole');
  const links = [
    ['maîtresse', teacher],
    ...tablets,
    ['bureau', office],
    ['couper, rétablir', at('localhost', '/demonstration')],
  ];
  return [
    '',
    '  Cartable est prêt. Ouvrez, dans Chromium, Chrome, Edge ou Firefox :',
    '  Cartable is ready. Open, in Chromium, Chrome, Edge or Firefox (the teacher, tablets 1 to 3, the office, the switches):',
    '',
    ...links.map(([name = '', url = '']) => `    ${name.padEnd(17)} ${url}`),
    '',
    '  Le code en images de chaque élève : soleil, poisson, clé.',
    "  Every pupil's picture code: sun, fish, key.",
    `  Au bureau, « ${DEMONSTRATION_HEAD} » ou « ${DEMONSTRATION_TEACHER} », mot de passe « ${DEMONSTRATION_PASSWORD} ».`,
    '  At the office, the head or a teacher by these accounts, with this password.',
    '',
    ...(lan === undefined ? SAFARI : LAN),
    '',
    terminalQr(teacher),
    '',
    '  Ctrl-C arrête tout ; les données restent. — Ctrl-C stops everything; the data stays.',
    '',
  ].join('\n');
}

const SAFARI = [
  '  Safari ne connaît pas *.localhost : ouvrez-y http://localhost à la place, une fenêtre privée par tablette.',
  '  Safari does not know *.localhost: use http://localhost there, with one private window per tablet.',
];

const LAN = [
  '  Par le réseau local, sans HTTPS, les navigateurs refusent le mode hors ligne : pour le voir, ouvrez sur cette machine.',
  '  Over the local network without HTTPS browsers refuse to work offline: to see that, open it on this machine.',
];

/** This machine's address on the local network. */
function lanAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

/** `--trolley`: a real one, with nothing of the demonstration in it. */
async function startTrolley(args: readonly string[]): Promise<void> {
  const { runTrolley } = await import('./trolley/run-trolley.ts');
  const why = await runTrolley(args, process.env);
  if (why !== undefined) giveUp(why);
}

const args = process.argv.slice(2);
await (args.includes('--trolley') ? startTrolley(args) : main());
