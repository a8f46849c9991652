/// A program that this process started.
///
/// It is in a process group of its own, so that what a terminal sends (Ctrl-C) reaches only who
/// started it.
package struct ChildProcess: Sendable {
  /// How a program ended.
  package enum Ending: Sendable, Equatable {
    /// With this exit status.
    case status(Int32)
    /// By this signal.
    case signal(Int32)

    /// Whether SIGPIPE ended it: nobody read its output any more.
    package var isBrokenPipe: Bool { self == .signal(Syscalls.pipeSignal) }
    /// Whether SIGTERM did.
    package var isTermination: Bool { self == .signal(Syscalls.terminate) }
  }

  /// What it was given in place of what it would have inherited.
  package struct Descriptors {
    /// -1: what this process has.
    package var input: Int32 = -1
    package var output: Int32 = -1
    package var error: Int32 = -1
    /// Further ones, which keep their numbers.
    package var others: [Int32] = []

    package init() {}
  }

  /// Its process id.
  package let pid: Int32
  /// Nil while it runs, as far as ``look()`` has seen.
  package private(set) var ending: Ending?

  /// Starts the program at `path`.
  package init(
    starting path: String, _ arguments: [String], _ descriptors: Descriptors
  ) throws(Errno) {
    let standard: [(own: Int32, there: Int32)] = [
      (descriptors.input, StandardDescriptors.input),
      (descriptors.output, StandardDescriptors.output),
      (descriptors.error, StandardDescriptors.error),
    ]
    pid = try Syscalls.start(
      path, arguments,
      descriptors: standard.filter { $0.own >= 0 } + descriptors.others.map { ($0, $0) })
  }

  /// Looks whether it has ended; never waits.
  package mutating func look() {
    guard ending == nil else { return }
    do throws(Errno) {
      guard let status = try Syscalls.reap(pid) else { return }
      let signal = status & 0x7F
      ending = signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal)
    } catch {
      // Somebody else took its end away: it is over, and nothing more is known.
      ending = .status(0)
    }
  }

  /// Sends SIGTERM, if it still runs.
  package func terminate() {
    if ending == nil { Syscalls.send(Syscalls.terminate, to: pid) }
  }

  /// Sends SIGKILL, if it still runs.
  package func kill() {
    if ending == nil { Syscalls.send(Syscalls.kill, to: pid) }
  }
}
