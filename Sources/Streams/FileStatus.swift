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
  /// Who may do what with it, the nine bits of chmod(1).
  package var permissions: UInt32
  /// The number of the user that it belongs to.
  package var owner: UInt32

  /// The file behind an open descriptor (`fstat(2)`).
  package init(of number: Int32) throws(Errno) { self = try Syscalls.status(of: number) }

  /// The file at `path`, links followed (`stat(2)`).
  package init(at path: String) throws(Errno) { self = try Syscalls.status(at: path) }

  init(kind: Kind, size: Int, device: UInt64, inode: UInt64, permissions: UInt32, owner: UInt32) {
    self.kind = kind
    self.size = size
    self.device = device
    self.inode = inode
    self.permissions = permissions
    self.owner = owner
  }

  /// Whether both are one file on a disk.
  package func isSameFile(as other: FileStatus) -> Bool {
    kind == .regular && other.kind == .regular && device == other.device && inode == other.inode
  }

  /// Whether it belongs to the user that this process acts for, or to root.
  package var isOwnedByUserOrRoot: Bool { owner == 0 || owner == Syscalls.effectiveUser() }
}
