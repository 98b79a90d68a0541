/**
 * Where a school's log lies: a PostgreSQL database, and the schema in it that is this school's alone. So a school is saved,
 * restored (S4) and erased without the others of its town, and no statement can forget to say which school it means.
 */
export interface PostgresAddress {
  /** For the driver: the address without what is ours. */
  readonly connectionString: string;
  readonly schema: string;
  /** Settings of the session that the address itself asks for (`?options=`), '' where it asks for none. */
  readonly options: string;
}

const DEFAULT_SCHEMA = 'cartable';
/** Needs no quotes in SQL, nor in the settings of a session; PostgreSQL keeps 63 bytes of a name and names beginning with pg_ for itself. */
const SCHEMA = /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/;

/** Reads `postgres://user:password@host:5432/database?schema=tortues`; undefined where it is no such address. */
export function readAddress(text: string): PostgresAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^postgres(ql)?:$/.test(url.protocol)) return undefined;
  const schema = url.searchParams.get('schema') ?? DEFAULT_SCHEMA;
  const options = url.searchParams.get('options') ?? '';
  url.searchParams.delete('schema');
  url.searchParams.delete('options');
  return SCHEMA.test(schema) ? { connectionString: url.href, schema, options } : undefined;
}
