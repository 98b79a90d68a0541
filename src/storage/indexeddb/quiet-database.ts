/** What may go wrong in a quiet database, and what may come out of it. */
export interface QuietTerms {
  /** Hears what y-indexeddb cannot bear to hear. May be called several times. */
  readonly fail: (error: unknown) => void;
  /** Looks through what is read before y-indexeddb applies it. */
  readonly examine: (values: readonly Uint8Array[]) => readonly Uint8Array[];
}

/*
 * y-indexeddb 9.0.12 lets every trouble escape: an aborted write is an unhandled rejection, a database closed under it
 * makes the next keystroke throw. It is given this face of its database instead. Where the real one fails, a request
 * here just never comes to an end, which y-indexeddb takes for slowness, and `fail` hears of it.
 */

/** A database as y-indexeddb uses it, on which nothing throws and nothing rejects. */
export function quietDatabase(database: IDBDatabase, terms: QuietTerms): IDBDatabase {
  const quiet = {
    transaction: (stores: string[], mode: IDBTransactionMode) => quietTransaction(database, stores, mode, terms),
    close: () => database.close(),
  };
  return quiet as unknown as IDBDatabase;
}

function quietTransaction(database: IDBDatabase, stores: string[], mode: IDBTransactionMode, terms: QuietTerms) {
  let transaction: IDBTransaction | undefined;
  try {
    transaction = database.transaction(stores, mode);
    transaction.addEventListener('abort', (event) => terms.fail((event.target as IDBTransaction).error));
  } catch (error) {
    terms.fail(error);
  }
  return { objectStore: (name: string) => quietStore(transaction?.objectStore(name), terms) };
}

/** `undefined` where there is no transaction: then its requests never end. */
function quietStore(store: IDBObjectStore | undefined, terms: QuietTerms) {
  return {
    add: (value: unknown) => quietRequest(() => store?.add(value), terms),
    delete: (range: IDBKeyRange) => quietRequest(() => store?.delete(range), terms),
    count: (range?: IDBKeyRange) => quietRequest(() => store?.count(range), terms),
    openKeyCursor: (range: IDBKeyRange | null, direction: IDBCursorDirection) =>
      quietRequest(() => store?.openKeyCursor(range, direction), terms),
    getAll: (range?: IDBKeyRange) => quietRequest(() => store?.getAll(range), terms, terms.examine),
  };
}

function quietRequest<Value>(
  make: () => IDBRequest<Value> | undefined,
  { fail }: QuietTerms,
  examine: (value: Value) => unknown = (value) => value,
) {
  let request: IDBRequest<Value> | undefined;
  try {
    request = make();
  } catch (error) {
    fail(error);
  }
  return {
    set onsuccess(listener: (event: unknown) => void) {
      request?.addEventListener('success', () => listener({ target: { result: examine(request.result) } }));
    },
    /** Left out: the transaction then aborts, which `fail` hears. */
    set onerror(_: unknown) {},
  };
}
