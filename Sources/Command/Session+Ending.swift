import Streams

/// The end of a run.
extension Session {
  /// Runs `body`, closes everything, says how it went, and gives the status; or does not return,
  /// where the process ends by a signal.
  func conclude(_ body: () throws(Ending) -> Void) -> ExitStatus {
    var ending: Ending?
    do throws(Ending) { try body() } catch { ending = error }
    if ending == nil, let stopSignal { ending = .signalled(stopSignal) }
    // Sockets that were never read from: with them their paths go.
    listeners.removeAll()
    var failures: [Failure] = []
    if case .failed(let failure) = ending { failures.append(failure) }
    do throws(Ending) { try rejects.close(in: self) } catch { failures += error.failure }
    if ending != .readerGone {
      do throws(Ending) { try closeOutput(isHurried: ending != nil) } catch {
        failures += error.failure
      }
    }
    progress.end(summary, rejected: diagnostics.rejected, diagnostics)
    for failure in failures { diagnostics.tell(failure.message) }
    if ending == .readerGone && failures.isEmpty { Signals.dieOfBrokenPipe() }
    diagnostics.count(of: summary.read, framing.unit)
    if options.wantsSummary { printSummary() }
    // Whatever else happened meanwhile.
    if let stopSignal, ending != .stoppedAtBadLine { Signals.die(of: stopSignal) }
    // Nobody asked us to stop: a program that we ran was ended so.
    if case .signalled(let number) = ending { Signals.die(of: number) }
    return failures.map(\.status).reduce(ownStatus(of: ending)) { $0.worse($1) }
  }

  private func ownStatus(of ending: Ending?) -> ExitStatus {
    if ending == .stoppedAtBadLine { return .data }
    if case .ended(let status) = ending { return status }
    let isIncomplete = diagnostics.rejected > 0 || summary.isIncomplete
    return isIncomplete ? .incomplete : .ok
  }

  private func printSummary() {
    let line = summary.line(
      program: diagnostics.program, rejected: diagnostics.rejected,
      milliseconds: Clock.monotonicMilliseconds() - progress.startedAt)
    StandardDescriptors.say(String(decoding: line, as: UTF8.self))
  }
}
