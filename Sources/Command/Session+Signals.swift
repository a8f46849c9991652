import Streams

/// Signals, and waiting beside them.
extension Session {
  /// Looks which signals came: prints the status line for SIGUSR1, remembers a stop.
  package func takeSignals() {
    while let request = signals.next() {
      switch request {
      case .status: tellAside { $0.tell(progress.sentence(summary, rejected: $0.rejected)) }
      case .stop(let number):
        stopSignal = number
        stopCount += 1
        stopDeadline = Clock.monotonicMilliseconds() + 2000
      case .restart: wantsRestart = true
      case .childEnded: break
      }
    }
  }

  /// Waits so long, or until a signal comes; throws where that asks to stop.
  package func sleep(milliseconds: Int) throws(Ending) {
    try wait(for: nil, milliseconds: milliseconds)
    if let stopSignal { throw .signalled(stopSignal) }
  }

  /// Waits until `interest` is ready or a signal came, which is then taken in, at most so long (nil:
  /// without end).
  func wait(for interest: Wait.Interest?, milliseconds: Int?) throws(Ending) {
    let interests = [.reading(signals.descriptor)] + [interest].compactMap(\.self)
    do throws(Errno) {
      if try Wait.forAny(interests, milliseconds: milliseconds)[0] { takeSignals() }
    } catch {
      throw .failed(Failure(.io, "cannot wait: \(error)"))
    }
  }

  /// How long the rest of a line that was begun is waited for, in milliseconds: 2 s from when it is first
  /// missed after a signal asked to stop.
  ///
  /// What was in memory may have taken longer than that to write, while the rest stood in the pipe.
  func patienceForRest() -> Int {
    let now = Clock.monotonicMilliseconds()
    let deadline = restDeadline ?? now + 2000
    restDeadline = deadline
    return max(0, deadline - now)
  }

  /// How long is still left to those who are waited for, once a signal asks to stop; nil before.
  var stopPatience: Int? {
    stopSignal == nil ? nil : max(0, stopDeadline - Clock.monotonicMilliseconds())
  }

  /// Says to somebody at a terminal what a run that was asked to stop goes on with.
  package func tellOfStop(_ doing: String) {
    guard !options.isQuiet, stopCount == 1,
      StandardDescriptors.isTerminal(StandardDescriptors.error)
    else { return }
    tell("\(doing); the same again stops at once")
  }
}
