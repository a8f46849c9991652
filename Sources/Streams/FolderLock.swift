/// Held while a path in a folder is looked at and replaced, so that two of us do not do it at once.
///
/// An advisory lock of the folder itself (`flock(2)`): nothing is left of it.
final class FolderLock {
  private var folder: FileDescriptor?

  /// Waits for it a second at most: whoever else may have locked the folder is not to stop us.
  init(of path: String) {
    let slash = path.lastIndex(of: "/")
    let name = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard let folder = try? FileDescriptor(opening: name, for: .reading) else { return }
    let number = folder.number
    self.folder = consume folder
    let deadline = Clock.monotonicMilliseconds() + 1000
    while !Syscalls.tryLock(number), Clock.monotonicMilliseconds() < deadline {
      _ = try? Syscalls.poll([], milliseconds: 10)
    }
  }
}
