/// A pipe between processes (`pipe(2)`); a program that is started gets an end only if it is given.
package struct ProcessPipe: ~Copyable {
  /// Both ends, until they are taken or closed.
  package var reading: FileDescriptor?
  package var writing: FileDescriptor?

  package init() throws(Errno) {
    let ends = try Syscalls.blockingPipe()
    reading = FileDescriptor(adopting: ends.reading)
    writing = FileDescriptor(adopting: ends.writing)
  }

  /// A pipe that holds `bytes` and nothing more; nil where they are more than it takes.
  ///
  /// That is a way to hand a secret to a program, out of sight of `ps` and of every file:
  /// `/dev/fd/N` is its path there.
  package static func holding(_ bytes: [UInt8]) throws(Errno) -> FileDescriptor? {
    var pipe = try ProcessPipe()
    guard let writing = pipe.writing.take() else { return nil }
    try Syscalls.makeNonBlocking(writing.number)
    let count: Int
    do throws(Errno) {
      count = try Syscalls.write(writing.number, bytes.span, 0..<bytes.count)
    } catch .wouldBlock {
      return nil
    }
    return count == bytes.count ? pipe.reading.take() : nil
  }
}
