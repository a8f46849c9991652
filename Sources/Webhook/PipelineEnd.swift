import Command
import Streams

/// Why a pipe is brought to its end; a later one counts for more.
enum PipelineEnd: Int, Comparable {
  case inputEnded, restart, stageEnded, disabled, signalled

  static func < (first: PipelineEnd, second: PipelineEnd) -> Bool {
    first.rawValue < second.rawValue
  }
}

/// How the stages ended, of one pipe or of several that followed each other.
struct PipelineOutcome {
  /// The worst of the statuses.
  private(set) var status = ExitStatus.ok
  /// The first signal that ended a stage, if one did.
  private(set) var signal: ChildProcess.Ending?

  /// Takes in how the stages of `pipeline`, which is over, ended; what is to be said of it is given
  /// to `tell`.
  ///
  /// A stage that we stopped has done its duty, and one that nobody read any more was not the first
  /// to fail.
  mutating func note(_ pipeline: Pipeline, tell: (String) -> Void) {
    for (index, stage) in pipeline.stages.enumerated() {
      guard let ending = stage.process.ending else { continue }
      switch ending {
      case .status(let number):
        status = status.worse(ExitStatus(rawValue: number) ?? .software)
      case .signal(let number):
        let isLast = index + 1 == pipeline.stages.count
        if isLast && pipeline.wasPostingStopped && ending.isTermination { continue }
        if !isLast && ending.isBrokenPipe { continue }
        if signal == nil { signal = ending }
        if !ending.isBrokenPipe {
          tell("\(stage.program.rawValue) was ended by signal \(number)")
        }
      }
    }
  }

  /// Makes it at least as bad as `other`.
  mutating func note(_ other: ExitStatus) { status = status.worse(other) }

  /// How the run ends because of it; nil if all went well.
  var ending: Ending? {
    switch signal {
    case .some(let signal) where signal.isBrokenPipe: .readerGone
    case .signal(let number): .signalled(number)
    default: status == .ok ? nil : .ended(status)
    }
  }
}
