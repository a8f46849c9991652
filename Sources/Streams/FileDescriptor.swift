/// An open file, closed exactly once.
package struct FileDescriptor: ~Copyable {
  /// What the system calls it.
  package let number: Int32

  /// Takes over an open descriptor.
  package init(adopting number: Int32) { self.number = number }

  deinit { try? Syscalls.close(number) }

  /// What a file is opened for.
  package enum Purpose: Sendable {
    case reading
    /// For reading, where neither this nor a read blocks (a named pipe): to be waited for.
    case polling
    /// Made if it is not there, emptied if it is.
    case writing
    /// Made if it is not there, written to at its end.
    case appending
    /// The same, but made with mode 0600.
    case appendingPrivate
    /// For reading and writing; made, with mode 0600, and an error where it is there already.
    case creatingPrivate
    /// For reading and writing; made with mode 0600 if it is not there, left as it is else.
    case locking
  }

  /// Opens `path`; a file that has to be made gets mode 0666 less the umask.
  package init(opening path: String, for purpose: Purpose) throws(Errno) {
    number = try Syscalls.open(path, for: purpose)
  }

  /// Opens a second descriptor of the open file `number`, which stays open itself.
  package init(duplicating number: Int32) throws(Errno) {
    self.number = try Syscalls.duplicate(number)
  }

  /// Closes, and reports what the system could not keep of what was written (`close(2)`).
  package consuming func close() throws(Errno) {
    let number = number
    discard self
    try Syscalls.close(number)
  }

  /// What it leads to.
  package var status: FileStatus {
    get throws(Errno) { try FileStatus(of: number) }
  }

  /// Writes all of `bytes`; waits where it must, also on a descriptor that does not block.
  package borrowing func writeAll(_ bytes: Span<UInt8>) throws(Errno) {
    var written = 0
    while written < bytes.count {
      do throws(Errno) {
        written += try Syscalls.write(number, bytes, written..<bytes.count)
      } catch .wouldBlock {
        try Wait.untilWritable(number)
      }
    }
  }

  /// Reads to the end, nil if there is more than `limit` bytes; waits where it must, also on a
  /// descriptor that does not block.
  package borrowing func readAll(atMost limit: Int) throws(Errno) -> [UInt8]? {
    var bytes: [UInt8] = []
    while true {
      let start = bytes.count
      bytes += [UInt8](repeating: 0, count: min(64 * 1024, limit + 1 - start))
      let end = bytes.count
      let count = try read(into: &bytes, start..<end)
      bytes.removeSubrange((start + count)...)
      if count == 0 { return bytes }
      if bytes.count > limit { return nil }
    }
  }

  private borrowing func read(
    into bytes: inout [UInt8], _ range: Range<Int>
  ) throws(Errno) -> Int {
    while true {
      do throws(Errno) {
        return try Syscalls.read(number, into: &bytes, range)
      } catch .wouldBlock {
        try Wait.untilReadable(number)
      }
    }
  }

  /// Makes a pipe's buffer as large as an unprivileged process may have it (1 MiB).
  ///
  /// A refusal is nothing: the buffer stays what it was.
  package borrowing func enlargePipe() { Syscalls.enlargePipe(number) }
}

extension FileDescriptor {
  /// Makes a read or write that would block an error instead (``Errno/wouldBlock``).
  package borrowing func neverBlock() throws(Errno) { try Syscalls.makeNonBlocking(number) }

  /// How many bytes wait in a pipe.
  package var unreadBytes: Int { Syscalls.unreadBytes(of: number) }

  /// One `read(2)` of at most `limit` bytes; none at the end.
  package borrowing func readSome(atMost limit: Int) throws(Errno) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = try Syscalls.read(number, into: &bytes, 0..<limit)
    bytes.removeSubrange(count...)
    return bytes
  }

  /// One `write(2)` of `bytes[range]`; returns how many were taken.
  package borrowing func writeSome(
    _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(Errno) -> Int {
    try Syscalls.write(number, bytes, range)
  }
}
