import Streams

/// What a program prints about itself instead of a run.
enum Answer {
  static func version(of name: String) -> ExitStatus {
    write("\(name) (mrr) \(Version.current)\n", of: name)
  }

  /// Prints `text`; says so if that fails.
  static func write(_ text: String, of name: String) -> ExitStatus {
    do throws(Errno) {
      let output = FileDescriptor(adopting: StandardDescriptors.output)
      try output.writeAll([UInt8](text.utf8).span)
      try output.close()
      return .ok
    } catch .brokenPipe {
      Signals.dieOfBrokenPipe()
    } catch {
      Diagnostics(program: name).tell("<stdout>: \(error)")
      return .io
    }
  }
}
