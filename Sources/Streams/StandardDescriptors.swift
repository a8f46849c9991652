/// Standard input, output and error as they were inherited.
package enum StandardDescriptors {
  /// Their numbers.
  package static let input: Int32 = 0
  package static let output: Int32 = 1
  package static let error: Int32 = 2

  /// Sees to it that 0, 1 and 2 are taken, so that no file opened later lands there.
  ///
  /// To be called first. A closed one is opened on `/dev/null` the wrong way round (standard input
  /// for writing, the others for reading): using it fails, as it should, with "bad descriptor".
  package static func secure() {
    for number in input...error where Syscalls.access(of: number) == nil {
      // The lowest free number is the one that is given, which is `number`.
      _ = try? Syscalls.open("/dev/null", for: number == input ? .appending : .reading)
    }
  }

  /// Whether `number` is open for reading.
  package static func canRead(_ number: Int32) -> Bool {
    Syscalls.access(of: number)?.reads ?? false
  }

  /// Whether `number` is open for writing.
  package static func canWrite(_ number: Int32) -> Bool {
    Syscalls.access(of: number)?.writes ?? false
  }

  /// Whether `number` is a terminal.
  package static func isTerminal(_ number: Int32) -> Bool { Syscalls.isTerminal(number) }

  /// How many columns a terminal has; nil where `number` is none, or does not say.
  package static func columns(of number: Int32) -> Int? { Syscalls.columns(of: number) }

  /// Says `text` on standard error as it is; nothing can be done if that fails.
  package static func say(_ text: String) {
    let bytes = [UInt8](text.utf8)
    var written = 0
    while written < bytes.count {
      guard let count = try? Syscalls.write(error, bytes.span, written..<bytes.count) else {
        return
      }
      written += count
    }
  }
}
