/// The right to update a line of the terminal behind standard error.
///
/// The programs of a pipe share one terminal; each would write over the others' lines. Whoever has it
/// holds an advisory lock of the terminal (`flock(2)`), which goes with the process.
package final class TerminalClaim {
  /// Nil where it cannot be opened: then nobody can be asked.
  private let terminal: FileDescriptor?

  /// Nil where another program has it.
  package init?() {
    // Opened anew: programs that a shell started share one description of it, and so its locks.
    guard
      let terminal = try? FileDescriptor(
        opening: "/proc/self/fd/\(StandardDescriptors.error)", for: .polling)
    else {
      terminal = nil
      return
    }
    guard Syscalls.tryLock(terminal.number) else { return nil }
    self.terminal = consume terminal
  }

  /// How wide it is; 80 where that is not known.
  package var columns: Int { Syscalls.columns(of: StandardDescriptors.error) ?? 80 }
}
