/// The signals that a command waits for beside its input.
///
/// A handler writes the signal's number into a pipe; whoever waits, waits for ``descriptor`` too.
package struct Signals: ~Copyable {
  /// What a signal asks for.
  package enum Request: Sendable, Equatable {
    /// SIGTERM or SIGINT: end in good order. A second one ends the process at once.
    case stop(Int32)
    /// SIGUSR1: say how far you are.
    case status
    /// SIGHUP, where it is asked for: begin anew.
    case restart
    /// SIGCHLD, where it is asked for: a process that was started may have ended.
    case childEnded
  }

  private let pipe: FileDescriptor?

  /// To be waited for: it can be read when a signal came; -1 where none is caught.
  package let descriptor: Int32

  /// Catches none: for a session inside a process that is not ours alone.
  package init(none: Void) {
    pipe = nil
    descriptor = -1
  }

  /// Begins to catch SIGTERM, SIGINT and SIGUSR1, each unless it was ignored from the start.
  ///
  /// To be done once in a process, after ``StandardDescriptors/secure()``.
  package init() throws(Errno) {
    let ends = try Syscalls.pipe()
    pipe = FileDescriptor(adopting: ends.reading)
    descriptor = ends.reading
    // The writing end stays open as long as the process: the handler needs it.
    Syscalls.setSignalPipe(ends.writing)
    for stop in [Syscalls.terminate, Syscalls.interrupt] where !Syscalls.isIgnored(stop) {
      Syscalls.catchSignal(stop, isStop: true)
    }
    if !Syscalls.isIgnored(Syscalls.userOne) {
      Syscalls.catchSignal(Syscalls.userOne, isStop: false)
      // Who asks how far it is asks most of all while it is held up.
      Syscalls.letInterrupt(Syscalls.userOne)
    }
  }

  /// The next signal that came, if any; never waits.
  package func next() -> Request? {
    var word: [UInt8] = [0]
    guard let count = try? Syscalls.read(descriptor, into: &word, 0..<1), count == 1 else {
      return nil
    }
    switch Int32(word[0]) {
    case Syscalls.userOne: return .status
    case Syscalls.hangUp: return .restart
    case Syscalls.childEnded: return .childEnded
    case let number: return .stop(number)
    }
  }

  /// Begins to catch SIGCHLD too, whatever was inherited.
  package func catchEndedChildren() { Syscalls.catchSignal(Syscalls.childEnded, isStop: false) }

  /// Begins to catch SIGHUP too, whatever was inherited: who asked to be spared the end of a
  /// terminal (nohup) loses nothing by beginning anew.
  package func catchRestarts() { Syscalls.catchSignal(Syscalls.hangUp, isStop: false) }

  /// After a stop, makes the next one a request too, where it would end the process at once.
  package func catchStopsAgain() {
    for stop in [Syscalls.terminate, Syscalls.interrupt] where !Syscalls.isIgnored(stop) {
      Syscalls.catchSignal(stop, isStop: true)
    }
  }

  /// Makes a write to a closed pipe an error instead of the end of the process, whatever was
  /// inherited: sockets and libcurl need it, and the last words must still be said.
  package static func ignoreBrokenPipes() { Syscalls.ignore(Syscalls.pipeSignal) }

  /// Makes a broken invariant of ours, which traps, end the process with `status` and a sentence
  /// that asks to report it.
  package static func reportFaults(status: Int32) { Syscalls.catchFaults(status: status) }

  /// Ends the process by `signal`.
  package static func die(of signal: Int32) -> Never { Syscalls.die(of: signal) }

  /// Ends the process by SIGPIPE, as it would have ended had nothing caught it.
  package static func dieOfBrokenPipe() -> Never { Syscalls.die(of: Syscalls.pipeSignal) }
}
