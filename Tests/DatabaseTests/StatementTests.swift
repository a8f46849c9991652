import Database
import TestSupport
import Testing

@Suite struct StatementTests {
  private let folder: TemporaryFolder
  private let database: Database

  init() throws {
    folder = try TemporaryFolder("database")
    let format = FileFormat(
      name: "test", applicationID: 5, version: 1,
      schema: "CREATE TABLE t(i INTEGER, s TEXT, b BLOB) STRICT;")
    try format.create(at: folder.file("t"))
    database = try Database(opening: folder.file("t"), as: format, journal: .persist)
  }

  @Test func valuesComeBackAsTheyWere() throws {
    let insert = try database.prepare("INSERT INTO t VALUES(?1, ?2, ?3)")
    let rows: [(Int64?, [UInt8]?, [UInt8]?)] = [
      (.min, [], []), (.max, [0x41, 0, 0x42], [0, 255]), (nil, nil, nil),
      (0, [UInt8]("ü".utf8), [1]),
    ]
    try database.write { () throws(DatabaseError) in
      for (integer, text, blob) in rows {
        insert.bind(1, integer)
        insert.bind(2, text: text)
        insert.bind(3, blob: blob)
        try insert.run()
      }
    }
    #expect(database.changes == 1)
    #expect(database.lastRowID == 4)
    let select = try database.prepare("SELECT i, s, b FROM t ORDER BY rowid")
    for (integer, text, blob) in rows {
      #expect(try select.step())
      #expect(select.optionalInteger(0) == integer)
      #expect(select.bytes(1) == text)
      #expect(select.bytes(2) == blob)
    }
    #expect(try !select.step())
  }

  @Test func aStatementRunsAgainWithItsParameters() throws {
    let insert = try database.prepare("INSERT INTO t(i, s) VALUES(?1, ?2)")
    insert.bind(2, "same")
    for number in Int64(1)...3 {
      insert.bind(1, number)
      try insert.run()
    }
    #expect(try database.integer("SELECT sum(i) FROM t WHERE s = 'same'") == 6)
  }

  @Test func aWrongStatementIsAFaultOfOurs() {
    #expect { try database.prepare("SELEC 1") } throws: { ($0 as? DatabaseError)?.kind == .other }
  }
}
