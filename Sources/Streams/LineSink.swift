/// Lines out: writes what a stage gave to a descriptor, checked.
///
/// It keeps no buffer of its own; who fills the ``LineBuffer`` decides when it is written.
package struct LineSink: ~Copyable {
  /// What it is called in messages: a path, or `<stdout>`.
  package let name: String
  private let descriptor: FileDescriptor

  package init(_ descriptor: consuming FileDescriptor, name: String) {
    descriptor.enlargePipe()
    self.descriptor = descriptor
    self.name = name
  }

  /// The descriptor, to wait for.
  package var number: Int32 { descriptor.number }

  /// Writes some of `bytes[range]`, and says how many: it blocks where the descriptor does, but a
  /// question how far it is (SIGUSR1) comes between.
  ///
  /// ``Errno/brokenPipe`` means that the reader is gone.
  package func write(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(Errno) -> Int {
    do throws(Errno) {
      return try Syscalls.writeUnlessInterrupted(number, bytes, range)
    } catch .wouldBlock {
      return 0
    } catch .interrupted {
      return 0
    }
  }

  /// Waits until what was written to a file is on the disk (`fsync(2)`); nothing for a pipe.
  package func synchronize() throws(Errno) {
    if try descriptor.status.kind == .regular { try Syscalls.synchronize(descriptor.number) }
  }

  /// Closes; an error means that something written before may be lost.
  package consuming func close() throws(Errno) { try descriptor.close() }
}
