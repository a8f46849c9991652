/// Why a run stops before it came to its ordinary end.
package enum Ending: Error, Equatable {
  /// Something failed: the message is still to be printed.
  case failed(Failure)
  /// Nobody reads the output any more: nothing is said, and the process dies of SIGPIPE.
  case readerGone
  /// A signal asked for it; what was read is done, and the process dies of it.
  case signalled(Int32)
  /// With a status whose reason was said already, by whoever found it.
  case ended(ExitStatus)
  /// `--strict`, at a bad line that was reported.
  case stoppedAtBadLine
}

extension Ending {
  /// What is to be printed, if anything.
  var failure: [Failure] {
    if case .failed(let failure) = self { [failure] } else { [] }
  }
}
