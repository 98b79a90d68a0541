import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../start.ts', import.meta.url));
const PROJECT = resolve(fileURLToPath(new URL('../../../', import.meta.url)));

export interface Service {
  /** The trolley's data. */
  readonly folder: string;
  readonly host: string;
  /** Where it may write: its data, and its backups where they are elsewhere. */
  readonly writes: readonly string[];
}

export interface ServiceFiles {
  readonly unit: string;
  readonly task: string;
  /** The folders that the service reads, and those in which it writes. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** Writes what makes a service of a trolley, on Linux and on Windows; returns their paths. */
export function writeServiceFiles(into: string, service: Service): ServiceFiles {
  mkdirSync(into, { recursive: true });
  const unit = join(into, 'cartable.service');
  const task = join(into, 'cartable-task.xml');
  writeFileSync(unit, systemdUnit(service));
  // schtasks reads no other encoding for certain.
  writeFileSync(task, `\ufeff${windowsTask(service)}`, 'utf16le');
  return { unit, task, reads: [dirname(process.execPath), PROJECT], writes: service.writes };
}

/** What is run: Node, its arguments, and the trolley's own. */
const program = ({ folder, host }: Service): [node: string, ...args: string[]] => [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  START,
  ...['--trolley', '--data', folder, '--host', host],
];

/** A percent sign has a meaning everywhere in a unit (systemd.unit(5)). */
const plain = (text: string): string => text.replaceAll('%', '%%');
const quoted = (text: string): string => `"${plain(text).replace(/["\\]/g, '\\$&')}"`;
/** A dollar has one in arguments alone, not in the program's path (systemd.service(5)). */
const argument = (text: string): string => quoted(text).replaceAll('$', '$$$$');

/** It may open ports below 1024, writes in its own folders alone, and comes back when it dies. */
export function systemdUnit(service: Service): string {
  const [node, ...args] = program(service);
  return `[Unit]
Description=Cartable: the hub of a trolley
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=${[quoted(node), ...args.map(argument)].join(' ')}
WorkingDirectory=${plain(PROJECT)}
User=${plain(userInfo().username)}
Restart=always
RestartSec=2
AmbientCapabilities=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
PrivateTmp=yes
ReadWritePaths=${service.writes.map(quoted).join(' ')}

[Install]
WantedBy=multi-user.target
`;
}

const forXml = (text: string): string => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
/** No path of Windows holds a quote; a backslash before the last one would keep it (CommandLineToArgvW). */
const forWindows = (text: string): string => `"${text.replace(/\\+$/, '$&$&')}"`;

/** Runs as LocalService (S-1-5-19), which may write only where it is let: at the start of the machine, before anyone signs in, without end and on battery too. */
export function windowsTask(service: Service): string {
  const [node, ...args] = program(service);
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
  <Principals><Principal id="Author"><UserId>S-1-5-19</UserId><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>99</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>${forXml(node)}</Command>
    <Arguments>${forXml(args.map(forWindows).join(' '))}</Arguments>
    <WorkingDirectory>${forXml(PROJECT)}</WorkingDirectory>
  </Exec></Actions>
</Task>
`;
}
