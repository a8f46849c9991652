internal import Database

/// How the queue's file is laid out.
enum QueueFormat {
  /// The format that this version writes: the application id is `mrrq` in ASCII.
  static let current = FileFormat(
    name: "mrr-post queue", applicationID: 0x6D72_7271, version: 1, schema: schema)

  /// Bodies stand apart: they go when their notification is delivered, while its id stays.
  ///
  /// `due` and `held` say when a pending row may be sent: `held` ones wait for an earlier row of the
  /// same customer, which only a queue that keeps order has. Times are Unix time in milliseconds.
  /// `run`, `source` and `line` say where a row stood in the input of the run that accepted it.
  ///
  /// The states are compared one by one: for a list SQLite builds a table in memory at every write,
  /// a fifth of what a row costs.
  private static let schema = """
    CREATE TABLE queue (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      url TEXT NOT NULL,
      ordered INTEGER NOT NULL,
      in_use INTEGER NOT NULL,
      clock INTEGER NOT NULL,
      pending INTEGER NOT NULL,
      pending_bytes INTEGER NOT NULL,
      dead INTEGER NOT NULL,
      gone INTEGER NOT NULL,
      paused_until INTEGER NOT NULL,
      breaker_failures INTEGER NOT NULL,
      breaker_pause INTEGER NOT NULL,
      breaker_until INTEGER NOT NULL,
      endpoint_reason TEXT,
      endpoint_message TEXT,
      delivered_at INTEGER,
      error_at INTEGER,
      error_reason TEXT,
      error_message TEXT
    ) STRICT;
    CREATE TABLE notification (
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      state TEXT NOT NULL CHECK (state = 'pending' OR state = 'delivered' OR state = 'dead'
        OR state = 'dropped'),
      hash BLOB NOT NULL,
      customer INTEGER,
      held INTEGER NOT NULL,
      due INTEGER,
      attempts INTEGER NOT NULL,
      status INTEGER,
      reason TEXT,
      message TEXT,
      accepted_at INTEGER NOT NULL,
      finished_at INTEGER,
      run INTEGER,
      source INTEGER,
      line INTEGER
    ) STRICT;
    CREATE TABLE body (
      seq INTEGER PRIMARY KEY,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE INDEX notification_due ON notification (due) WHERE state = 'pending' AND held = 0;
    CREATE INDEX notification_finished ON notification (state, finished_at)
      WHERE state <> 'pending';
    """
}
