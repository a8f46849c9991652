/// What a descriptor or a path leads to.
package struct FileStatus: Sendable, Equatable {
  /// What sort of thing it is.
  package enum Kind: Sendable, Equatable {
    case regular, directory, pipe, socket, characterDevice, other
  }

  /// Links are followed.
  package var kind: Kind
  /// In bytes; says something of regular files only.
  package var size: Int
  package var device: UInt64
  package var inode: UInt64

  /// The file behind an open descriptor (`fstat(2)`).
  package init(of number: Int32) throws(Errno) { self = try Syscalls.status(of: number) }

  /// The file at `path`, links followed (`stat(2)`).
  package init(at path: String) throws(Errno) { self = try Syscalls.status(at: path) }

  init(kind: Kind, size: Int, device: UInt64, inode: UInt64) {
    self.kind = kind
    self.size = size
    self.device = device
    self.inode = inode
  }

  /// Whether both are one file on a disk.
  package func isSameFile(as other: FileStatus) -> Bool {
    kind == .regular && other.kind == .regular && device == other.device && inode == other.inode
  }
}
