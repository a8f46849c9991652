/// What is kept of the records read so far, in a compact form: strings, names and terms, contents.
package struct BillingMemory: ~Copyable {
  /// Every id, name and e-mail that was read.
  package var symbols = SymbolTable()
  /// The ids of the events read, in a table of their own: they are many and asked for once.
  package var eventIDs = SymbolTable()
  package var catalog = Catalog()
  package var pool = ContentPool()

  package init() {}
}

/// What a record says of itself, for those who read its parts.
struct RecordHeader {
  /// Unix seconds; of a bare object what dates it, `Int64.max` where nothing does: descriptions
  /// without a time are those of the moment the export was taken.
  var time: Int64
  var digest: UInt64
}
