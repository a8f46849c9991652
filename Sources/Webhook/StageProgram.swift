import Command
import Streams

/// The programs that are run, each a stage of the pipe.
enum StageProgram: String, CaseIterable {
  case filter = "mrr-filter"
  case group = "mrr-group"
  case post = "mrr-post"

  /// Where it is: beside this program, or in PATH.
  func path() throws(Failure) -> String {
    guard let path = Surroundings.program(rawValue) else {
      throw Failure(
        .unavailable, "\(rawValue) is neither beside \(WebhookCommand.name) nor in PATH")
    }
    return path
  }
}
