package import JSONText

/// Lines out: writes what a stage gave to a descriptor, whole and checked.
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

  /// Writes the contents of `buffer` and empties it.
  ///
  /// ``Errno/brokenPipe`` means that the reader is gone. After an error the buffer is as it was,
  /// though a part of it may have been written.
  package func write(_ buffer: inout LineBuffer) throws(Errno) {
    if buffer.isEmpty { return }
    try descriptor.writeAll(buffer.bytes.span)
    buffer.removeAll()
  }

  /// Waits until what was written to a file is on the disk (`fsync(2)`); nothing for a pipe.
  package func synchronize() throws(Errno) {
    if try descriptor.status.kind == .regular { try Syscalls.synchronize(descriptor.number) }
  }

  /// Closes; an error means that something written before may be lost.
  package consuming func close() throws(Errno) { try descriptor.close() }
}
