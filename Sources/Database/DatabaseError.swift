/// What went wrong in a database file, as its users tell it apart.
package struct DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The cause.
  package enum Kind: Equatable, Sendable {
    /// Another process writes, or reads while we want to write.
    case busy
    /// The file cannot be opened or is not there.
    case cannotOpen
    /// Reading or writing failed, or the disk is full.
    case inputOutput
    /// It may not be written: its own permissions, its folder's or its file system's.
    case readOnly
    /// It is not a database, or not one of ours.
    case foreign
    /// Its inner structure is broken.
    case damaged
    /// It was written by a newer version of this program.
    case newer
    /// A unique key is there already.
    case constraint
    /// Anything else: a fault of ours.
    case other
  }

  /// The cause of it.
  package let kind: Kind
  /// A sentence for people, without the file's name.
  package let description: String

  package init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
