/// A prepared statement, to be run many times.
///
/// Places of parameters and columns count as SQLite's own do: parameters from 1, columns from 0.
/// After ``reset()`` it keeps its parameters. It keeps its database open.
package final class Statement {
  let handle: StatementHandle

  init(_ handle: StatementHandle) { self.handle = handle }

  /// Gives a parameter an integer; nil is NULL.
  package func bind(_ place: Int, _ value: Int64?) {
    if let value { handle.bind(place, value) } else { handle.bindNull(place) }
  }

  /// Gives a parameter a text of UTF-8 bytes; nil is NULL.
  package func bind(_ place: Int, text: [UInt8]?) {
    if let text { handle.bind(place, text: text.span) } else { handle.bindNull(place) }
  }

  /// Gives a parameter a text of UTF-8 bytes.
  package func bind(_ place: Int, text: Span<UInt8>) { handle.bind(place, text: text) }

  /// Gives a parameter a text; nil is NULL.
  package func bind(_ place: Int, _ text: String?) {
    if let text { handle.bind(place, text: text.utf8.span) } else { handle.bindNull(place) }
  }

  /// Gives a parameter bytes; nil is NULL.
  package func bind(_ place: Int, blob: [UInt8]?) {
    if let blob { handle.bind(place, blob: blob.span) } else { handle.bindNull(place) }
  }

  /// Goes on to the next row; false when there is none.
  package func step() throws(DatabaseError) -> Bool { try handle.step() }

  /// Runs to the end, then is ready to run again.
  package func run() throws(DatabaseError) {
    defer { reset() }
    while try step() {}
  }

  /// Makes it ready to run again; to be done as soon as its rows were read.
  package func reset() { handle.reset() }

  /// The integer in a column; 0 for NULL.
  package func integer(_ column: Int) -> Int64 { handle.integer(column) }

  /// The integer in a column; nil for NULL.
  package func optionalInteger(_ column: Int) -> Int64? {
    handle.isNull(column) ? nil : handle.integer(column)
  }

  /// The bytes of a text or a blob; nil for NULL.
  package func bytes(_ column: Int) -> [UInt8]? {
    handle.isNull(column) ? nil : handle.bytes(column)
  }

  /// The text in a column; nil for NULL.
  package func text(_ column: Int) -> String? {
    bytes(column).map { String(decoding: $0, as: UTF8.self) }
  }
}
