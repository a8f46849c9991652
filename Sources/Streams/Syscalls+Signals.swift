// The C library's signals; see Syscalls.swift.

import Glibc
import Synchronization

extension Syscalls {
  static let terminate = SIGTERM
  static let interrupt = SIGINT
  static let kill = SIGKILL
  static let userOne = SIGUSR1
  static let hangUp = SIGHUP
  static let childEnded = SIGCHLD
  static let pipeSignal = SIGPIPE

  static func ignore(_ number: Int32) {
    _ = signal(number, SIG_IGN)
  }

  /// Whether whoever started us wants this signal ignored (`nohup`, a shell's background job).
  static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    // Safe: only asks; a handler is a word, and the constant `SIG_IGN` is the word 1.
    unsafe sigaction(number, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler, to: Int.self) == 1
  }

  /// From now on `number` writes itself into the pipe; a stop signal does it once for all of them.
  static func catchSignal(_ number: Int32, isStop: Bool) {
    if isStop { caughtStops.bitwiseOr(1 << UInt64(number), ordering: .relaxed) }
    // The handler uses only what POSIX allows in one (signal-safety(7)).
    _ = signal(number) { noteSignal($0) }
    // Being ignored is somebody's wish; being blocked is what a thread happened to hand down.
    unblock(number)
  }

  /// Lets a signal through that whoever started us had blocked.
  static func unblock(_ number: Int32) {
    var set = sigset_t()
    // Safe: the set is ours and outlives the calls.
    unsafe sigemptyset(&set)
    unsafe sigaddset(&set, number)
    unsafe sigprocmask(SIG_UNBLOCK, &set, nil)
  }

  static func setSignalPipe(_ number: Int32) {
    signalPipe.store(number, ordering: .sequentiallyConsistent)
  }

  /// From now on what the processor or the runtime stops (a broken invariant traps) says
  /// ``faultSentence`` and ends the process with `status`.
  ///
  /// Unless `SWIFT_BACKTRACE` is set: then the runtime's own report is wanted.
  static func catchFaults(status: Int32) {
    if environment("SWIFT_BACKTRACE") != nil { return }
    faultStatus.store(status, ordering: .sequentiallyConsistent)
    for number in [SIGILL, SIGTRAP, SIGBUS, SIGSEGV, SIGFPE] {
      // As above. Nothing is written but the sentence: what is in memory is not to be trusted.
      _ = signal(number) { _ in
        // Safe: the bytes of a static string never go away.
        _ = unsafe Glibc.write(2, faultSentence.utf8Start, faultSentence.utf8CodeUnitCount)
        _exit(faultStatus.load(ordering: .relaxed))
      }
    }
    // What the runtime would report of these shows what is in memory, too.
    for number in [SIGABRT, SIGQUIT] where !isIgnored(number) { _ = signal(number, SIG_DFL) }
  }

  /// Ends the process by the signal, so that its parent sees what happened.
  static func die(of number: Int32) -> Never {
    _ = signal(number, SIG_DFL)
    unblock(number)
    Glibc.kill(getpid(), number)
    _exit(128 + number)
  }
}

/// Where the handler leaves its word; an atomic, for a handler may come between any two instructions.
private let signalPipe = Atomic<Int32>(-1)

/// The stop signals that are caught, a bit each.
private let caughtStops = Atomic<UInt64>(0)

private let faultStatus = Atomic<Int32>(0)

private let faultSentence: StaticString = """
  mrr: a fault of this program: please report the command, what -V says, and, if you can, the line \
  that it read last

  """

private func noteSignal(_ number: Int32) {
  let saved = errno
  var word = UInt8(truncatingIfNeeded: number)
  // Safe: one byte of a variable that outlives the call.
  _ = unsafe write(signalPipe.load(ordering: .relaxed), &word, 1)
  let stops = caughtStops.load(ordering: .relaxed)
  if stops & (1 &<< UInt64(number)) != 0 {
    // The second one acts at once, even while a write blocks.
    // No loop over a range: without optimization its generic types are made at first use, in memory
    // that they ask malloc(3) for, which a handler must not.
    var other: Int32 = 1
    while other < 32 {
      if stops & (1 &<< UInt64(other)) != 0 { _ = signal(other, SIG_DFL) }
      other += 1
    }
  }
  errno = saved
}
