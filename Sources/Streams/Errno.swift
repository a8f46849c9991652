/// An error number of the operating system, with its sentence.
package struct Errno: Error, Equatable, Sendable, CustomStringConvertible {
  /// As the C library numbers them.
  package let code: Int32

  package init(_ code: Int32) { self.code = code }

  /// What the C library calls it: `No space left on device`.
  package var description: String { Syscalls.sentence(for: code) }

  /// Those that are told apart here.
  package static let brokenPipe = Errno(Syscalls.brokenPipe)
  package static let wouldBlock = Errno(Syscalls.wouldBlock)
  package static let notOpen = Errno(Syscalls.notOpen)
  package static let isDirectory = Errno(Syscalls.isDirectory)
  package static let notThere = Errno(Syscalls.notThere)
  package static let exists = Errno(Syscalls.alreadyThere)
  static let interrupted = Errno(Syscalls.interrupted)
  static let refused = Errno(Syscalls.refused)
  static let reset = Errno(Syscalls.reset)
  static let inProgress = Errno(Syscalls.inProgress)
  static let addressInUse = Errno(Syscalls.addressInUse)
  static let aborted = Errno(Syscalls.aborted)
  static let tooMany = Errno(Syscalls.tooMany)
  static let tooManyInSystem = Errno(Syscalls.tooManyInSystem)
}
