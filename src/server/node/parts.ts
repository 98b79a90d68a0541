import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import type { Log } from '../../base/log.ts';
import type { Changes, FileStore, LogStore, ProjectionStore } from '../../sync/ports.ts';
import type { Config } from '../config.ts';
import type { Code } from '../enrolment.ts';
import type { HttpParts } from '../http.ts';
import type { RequireAdult } from '../people/adult.ts';
import type { PeopleParts } from '../people/people.ts';

/** What a node is made of, chosen by whoever starts it. */
export interface NodeParts {
  readonly config: Config;
  /** Of package.json. */
  readonly version: string;
  readonly store: LogStore;
  readonly projections: ProjectionStore;
  readonly files: FileStore;
  /** Where other servers share the log: tells what they wrote. */
  readonly elsewhere: Changes | undefined;
  readonly accountsDatabase: DatabaseSync;
  /** Enrolment codes to accept from now on. */
  readonly codes: readonly Code[];
  /** The school's identity provider, where adults may sign in by it too. */
  readonly provider?: PeopleParts['provider'];
  /** A way in that has a certificate; without it the node speaks plain HTTP. */
  readonly door?: Door | undefined;
  readonly log: Log;
}

/** How a trolley lets its tablets in. */
export interface Door {
  /** Where devices open the app. */
  readonly address: string;
  readonly makeServer: HttpParts['makeServer'];
  readonly routes: (app: FastifyInstance, requireAdult: RequireAdult) => void;
}
