/// A small file that is replaced as a whole: who reads it sees what was before or what comes after,
/// whatever happens in between, power loss included.
package struct ReplacedFile: ~Copyable {
  /// Where it stands, links resolved.
  package let path: String
  /// The folder, open and locked.
  private let folder: FileDescriptor

  /// Takes the lock that keeps other writers of the same folder away until this value ends; makes
  /// the folder (mode 0700) where it is not there.
  package init(at path: String) throws(Errno) {
    // A link (a settings file kept elsewhere) stays one.
    let path = Syscalls.resolved(path) ?? path
    let parent = Files.folder(of: path)
    try Self.make(parent)
    let folder = try FileDescriptor(opening: parent, for: .reading)
    try Syscalls.waitForLock(folder.number)
    self.path = path
    self.folder = folder
  }

  /// Writes `bytes` beside the file, brings them to the disk, and puts them in its place, with mode
  /// 0600.
  ///
  /// On an error the file is as it was; after a kill `PATH.new` may be left, which the next
  /// replacement removes.
  package func replace(with bytes: [UInt8]) throws(Errno) {
    let new = path + ".new"
    do throws(Errno) { try Syscalls.unlink(new) } catch .notThere {}
    do throws(Errno) {
      let file = try FileDescriptor(opening: new, for: .creatingPrivate)
      try file.writeAll(bytes.span)
      try Syscalls.synchronize(file.number)
      try file.close()
      try Syscalls.rename(new, path)
    } catch {
      try? Syscalls.unlink(new)
      throw error
    }
    // A rename is on the disk when its folder is (fsync(2)).
    try Syscalls.synchronize(folder.number)
  }

  private static func make(_ folder: String) throws(Errno) {
    do throws(Errno) {
      try Syscalls.makeFolder(folder, mode: 0o700)
    } catch .exists {
      return
    } catch .notThere {
      try make(Files.folder(of: folder))
      try Syscalls.makeFolder(folder, mode: 0o700)
    }
    try Files.synchronize(Files.folder(of: folder))
  }
}
