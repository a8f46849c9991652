import Database
import Foundation
import TestSupport
import Testing

private let shelf = FileFormat(
  name: "shelf", applicationID: 0x7368_6c66, version: 2, pageSize: 1024,
  schema: "CREATE TABLE book(title TEXT NOT NULL UNIQUE, pages INTEGER) STRICT;",
  upgrades: [FileFormat.Upgrade(from: 1, sql: "ALTER TABLE book ADD COLUMN pages INTEGER;")])

/// The format before it.
private let olderShelf = FileFormat(
  name: "shelf", applicationID: 0x7368_6c66, version: 1,
  schema: "CREATE TABLE book(title TEXT NOT NULL UNIQUE) STRICT;")

@Suite struct FileFormatTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder("database") }

  private func add(_ title: String, to database: Database) throws {
    let statement = try database.prepare("INSERT INTO book(title) VALUES(?1)")
    statement.bind(1, title)
    try database.write { () throws(DatabaseError) in try statement.run() }
  }

  @Test func aNewFileIsWholePrivateAndAlone() throws {
    try shelf.create(at: folder.file("shelf")) { (database) throws(DatabaseError) in
      try database.execute("INSERT INTO book VALUES('Emma', 474)")
    }
    #expect(try folder.names() == ["shelf"])
    #expect(try folder.mode(of: "shelf") == 0o600)
    let database = try Database(opening: folder.file("shelf"), as: shelf, journal: .delete)
    #expect(try database.text("SELECT title FROM book") == "Emma")
    #expect(try database.integer("PRAGMA page_size") == 1024)
    #expect(try database.integer("PRAGMA synchronous") == 3)
  }

  @Test func aFileThatIsThereIsNotReplaced() throws {
    try shelf.create(at: folder.file("shelf"))
    #expect { try shelf.create(at: folder.file("shelf")) } throws: {
      ($0 as? DatabaseError)?.kind == .constraint
    }
  }

  @Test func whatFailsWhileItIsFilledLeavesNothing() throws {
    #expect(throws: DatabaseError.self) {
      try shelf.create(at: folder.file("shelf")) { (database) throws(DatabaseError) in
        try database.execute("INSERT INTO nothing VALUES(1)")
      }
    }
    #expect(try folder.names() == [])
  }

  @Test func whatAKilledRunLeftIsReplaced() throws {
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder.file("shelf-new")))
    try shelf.create(at: folder.file("shelf"))
    #expect(try folder.names() == ["shelf"])
  }

  @Test(arguments: [
    ("a text", DatabaseError.Kind.foreign), ("", .foreign),
    (String(repeating: "lorem ipsum ", count: 400), .foreign),
  ])
  func whatIsNoDatabaseIsForeignAndUntouched(content: String, kind: DatabaseError.Kind) throws {
    let before = Data(content.utf8)
    try before.write(to: URL(fileURLWithPath: folder.file("file")))
    #expect { try Database(opening: folder.file("file"), as: shelf, journal: .persist) } throws: {
      ($0 as? DatabaseError)?.kind == kind
    }
    #expect(try folder.bytes(of: "file") == before)
    #expect(try folder.names() == ["file"])
  }

  @Test func anotherKindOfDatabaseIsForeign() throws {
    let other = FileFormat(name: "other", applicationID: 7, version: 1, schema: "")
    try other.create(at: folder.file("file"))
    #expect { try Database(opening: folder.file("file"), as: shelf, journal: .persist) } throws: {
      ($0 as? DatabaseError) == DatabaseError(.foreign, "it is not a shelf")
    }
  }

  @Test func aNewerFileIsRefusedWithBothVersions() throws {
    try shelf.create(at: folder.file("file"))
    #expect {
      try Database(opening: folder.file("file"), as: olderShelf, journal: .persist)
    } throws: {
      let error = $0 as? DatabaseError
      return error?.kind == .newer && error?.description.contains("format 2") == true
    }
  }

  @Test func anOlderFileIsUpgradedAndACopyStays() throws {
    try olderShelf.create(at: folder.file("file")) { (database) throws(DatabaseError) in
      try database.execute("INSERT INTO book VALUES('Emma')")
    }
    let database = try Database(opening: folder.file("file"), as: shelf, journal: .delete)
    #expect(try database.integer("PRAGMA user_version") == 2)
    #expect(try database.integer("SELECT count(*) FROM book WHERE pages IS NULL") == 1)
    let copy = try Database(opening: folder.file("file.v1"), as: olderShelf, journal: .delete)
    #expect(try copy.text("SELECT title FROM book") == "Emma")
    #expect(try folder.mode(of: "file.v1") == 0o600)
  }

  @Test func aTruncatedFileIsDamaged() throws {
    try shelf.create(at: folder.file("file")) { (database) throws(DatabaseError) in
      for number in 0..<500 { try database.execute("INSERT INTO book VALUES('b\(number)', 1)") }
    }
    let whole = try folder.bytes(of: "file")
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder.file("file")))
    let database = try? Database(opening: folder.file("file"), as: shelf, journal: .persist)
    #expect {
      guard let database else { throw DatabaseError(.damaged, "at once") }
      try database.checkQuickly()
    } throws: {
      ($0 as? DatabaseError)?.kind == .damaged
    }
  }

  @Test func whatIsNotThereCannotBeOpened() {
    #expect { try Database(opening: folder.file("none"), as: shelf, journal: .persist) } throws: {
      ($0 as? DatabaseError)?.kind == .cannotOpen
    }
  }

  @Test func aReaderSeesWhatIsCommittedBesideAWriter() throws {
    try shelf.create(at: folder.file("file"))
    let writer = try Database(opening: folder.file("file"), as: shelf, journal: .persist)
    let reader = try Database(reading: folder.file("file"), as: shelf)
    try writer.begin()
    try writer.execute("INSERT INTO book VALUES('Emma', 474)")
    #expect(try reader.integer("SELECT count(*) FROM book") == 0)
    try writer.commit()
    #expect(try reader.integer("SELECT count(*) FROM book") == 1)
    #expect(throws: DatabaseError.self) { try reader.execute("DELETE FROM book") }
  }

  @Test func whatThrowsIsTakenBack() throws {
    try shelf.create(at: folder.file("file"))
    let database = try Database(opening: folder.file("file"), as: shelf, journal: .persist)
    try add("Emma", to: database)
    #expect { try add("Emma", to: database) } throws: {
      ($0 as? DatabaseError)?.kind == .constraint
    }
    #expect(!database.isInTransaction)
    #expect(try database.integer("SELECT count(*) FROM book") == 1)
  }
}
