import Database

extension FileFormat {
  /// The ledger's file (rules.md, section 9).
  ///
  /// One row a customer, so that a run reads and writes one row for each customer it meets. What is
  /// known of it stands in `state`, as JSON in a fixed order of keys; `digest` is a hash of these
  /// bytes, by which damage is recognised. `due` is when something happens to it without a record
  /// (a discount or a period of an invoice ends), `open` when its open batch began. Small pages: a
  /// night touches few customers, and each costs a page. (Of 2 KiB they would be fuller, and a night a
  /// tenth faster; but it would read a larger part of the file.)
  ///
  /// The views are for people: `sqlite3 FILE 'SELECT * FROM mrr'`.
  static let ledger = FileFormat(
    name: "ledger", applicationID: 0x6d72_724c, version: 1, pageSize: 1024,
    schema: """
      CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID;
      CREATE TABLE customer(
        number INTEGER PRIMARY KEY, id TEXT NOT NULL, state TEXT NOT NULL,
        digest INTEGER NOT NULL, due INTEGER, open INTEGER) STRICT;
      CREATE TABLE subscription_owner(
        id TEXT PRIMARY KEY, customer INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE description(
        kind TEXT NOT NULL, id TEXT NOT NULL, time INTEGER NOT NULL, digest INTEGER NOT NULL,
        content TEXT NOT NULL, PRIMARY KEY(kind, id)) STRICT, WITHOUT ROWID;
      CREATE TABLE failed_charge(
        time INTEGER NOT NULL, customer TEXT NOT NULL, invoice TEXT, amount INTEGER NOT NULL,
        currency TEXT NOT NULL, reason TEXT, digest INTEGER NOT NULL) STRICT;
      CREATE TABLE total(currency TEXT PRIMARY KEY, mrr INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE written_line(
        number INTEGER PRIMARY KEY, written_at INTEGER NOT NULL, line TEXT NOT NULL) STRICT;
      CREATE UNIQUE INDEX customer_by_id ON customer(id);
      CREATE INDEX customer_by_due ON customer(due) WHERE due IS NOT NULL;
      CREATE INDEX customer_by_open ON customer(open) WHERE open IS NOT NULL;
      CREATE INDEX written_line_by_time ON written_line(written_at);
      CREATE VIEW customers AS
        SELECT id, state->>'name' AS name, state->>'email' AS email,
          coalesce(state->>'ever_had_mrr', 1) AS ever_had_mrr,
          state->>'payment' AS last_payment,
          datetime(due, 'unixepoch') AS due
        FROM customer;
      CREATE VIEW mrr AS
        SELECT customer.id AS customer, one.value->>0 AS currency, one.value->>1 AS mrr
        FROM customer, json_each(customer.state, '$.booked') AS one;
      CREATE VIEW subscriptions AS
        SELECT one.value->>'id' AS id, customer.id AS customer, one.value->>'status' AS status,
          datetime(one.value->>'since', 'unixepoch') AS since,
          datetime(one.value->>'time', 'unixepoch') AS last_record,
          datetime(one.value->>'end', 'unixepoch') AS ends, one.value->>'mrr' AS mrr
        FROM customer, json_each(customer.state, '$.subscriptions') AS one;
      """)
}
