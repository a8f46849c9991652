internal import Database

/// The statements that a queue runs again and again, prepared once for a connection.
///
/// A class, for they are looked up for every row: a structure would be copied with all of them.
final class QueueStatements {
  let begin: Statement
  let commit: Statement
  let header: Statement
  let account: Statement
  let endpoint: Statement
  let error: Statement
  let insert: Statement
  let insertBody: Statement
  let known: Statement
  let forget: Statement
  let isCustomerPending: Statement
  let delivered: Statement
  let deliveredThoughDropped: Statement
  let deliveredRun: Statement
  let countPending: Statement
  let retry: Statement
  let dead: Statement
  let state: Statement
  let removeBody: Statement
  let removeBodies: Statement
  let release: Statement
  let due: Statement
  let oldest: Statement
  let row: Statement
  let nextDue: Statement

  init(_ database: Database) throws(DatabaseError) {
    begin = try database.prepare("BEGIN")
    commit = try database.prepare("COMMIT")
    header = try database.prepare(
      "SELECT pending, pending_bytes, dead, clock, ordered FROM queue")
    account = try database.prepare(
      """
      UPDATE queue SET pending = pending + ?1, pending_bytes = pending_bytes + ?2,
        dead = dead + ?3, clock = max(clock, ?4), delivered_at = coalesce(?5, delivered_at)
      """)
    endpoint = try database.prepare(
      """
      UPDATE queue SET gone = ?1, paused_until = ?2, breaker_failures = ?3, breaker_pause = ?4,
        breaker_until = ?5, endpoint_reason = ?6, endpoint_message = ?7
      """)
    error = try database.prepare(
      "UPDATE queue SET error_at = ?1, error_reason = ?2, error_message = ?3")
    insert = try database.prepare(
      """
      INSERT INTO notification
        (id, state, hash, customer, held, due, attempts, accepted_at, run, source, line)
      VALUES (?1, 'pending', ?2, ?3, ?4, ?5, 0, ?5, ?6, ?7, ?8)
      ON CONFLICT (id) DO NOTHING
      """)
    insertBody = try database.prepare("INSERT INTO body (seq, bytes) VALUES (?1, ?2)")
    known = try database.prepare(
      "SELECT state, hash, finished_at, run, source, line, seq FROM notification WHERE id = ?1")
    forget = try database.prepare("DELETE FROM notification WHERE seq = ?1")
    isCustomerPending = try database.prepare(
      "SELECT 1 FROM notification WHERE state = 'pending' AND customer = ?1 LIMIT 1")
    delivered = try database.prepare(
      """
      UPDATE notification SET state = 'delivered', attempts = ?2, status = ?3, reason = NULL,
        message = NULL, due = NULL, held = 0, finished_at = ?4
      WHERE seq = ?1 AND state = 'pending'
      """)
    deliveredThoughDropped = try database.prepare(
      """
      UPDATE notification SET state = 'delivered', attempts = ?2, status = ?3, finished_at = ?4
      WHERE seq = ?1 AND state = 'dropped'
      """)
    deliveredRun = try database.prepare(
      """
      UPDATE notification SET state = 'delivered', attempts = ?3, status = ?4, reason = NULL,
        message = NULL, due = NULL, held = 0, finished_at = ?5
      WHERE seq BETWEEN ?1 AND ?2
      """)
    countPending = try database.prepare(
      "SELECT count(*) FROM notification WHERE seq BETWEEN ?1 AND ?2 AND +state = 'pending'")
    retry = try database.prepare(
      """
      UPDATE notification SET attempts = ?2, due = ?3, status = ?4, reason = ?5, message = ?6
      WHERE seq = ?1 AND state = 'pending' AND attempts = ?2 - 1
      """)
    dead = try database.prepare(
      """
      UPDATE notification SET state = 'dead', attempts = ?2, status = ?3, reason = ?4,
        message = ?5, due = NULL, held = 0, finished_at = ?6
      WHERE seq = ?1 AND state = 'pending'
      """)
    state = try database.prepare("SELECT state, attempts FROM notification WHERE seq = ?1")
    removeBody = try database.prepare("DELETE FROM body WHERE seq = ?1")
    removeBodies = try database.prepare("DELETE FROM body WHERE seq BETWEEN ?1 AND ?2")
    release = try database.prepare(
      """
      UPDATE notification SET held = 0 WHERE seq =
        (SELECT seq FROM notification WHERE state = 'pending' AND customer = ?1
         ORDER BY seq LIMIT 1)
      """)
    due = try database.prepare(
      """
      SELECT seq, due FROM notification WHERE state = 'pending' AND held = 0
        AND due > ?1 AND due <= ?2 ORDER BY due, seq LIMIT ?3
      """)
    // Bodies are of rows that wait or are dead alone, so there are few to look at.
    oldest = try database.prepare(
      """
      SELECT b.seq FROM body AS b CROSS JOIN notification AS n ON n.seq = b.seq
      WHERE n.state = 'pending' AND n.held = 0 ORDER BY b.seq LIMIT ?1
      """)
    row = try database.prepare(
      """
      SELECT n.id, n.hash, n.attempts, n.customer, n.run, n.source, n.line, b.bytes
      FROM notification AS n LEFT JOIN body AS b ON b.seq = n.seq
      WHERE n.seq = ?1 AND n.state = 'pending'
      """)
    nextDue = try database.prepare(
      """
      SELECT due FROM notification WHERE state = 'pending' AND held = 0 AND due > ?1
      ORDER BY due LIMIT 1
      """)
  }
}
