import Command
import Database

extension Failure {
  /// A ledger that cannot be used, with what to do.
  init(ledger error: DatabaseError, at path: String) {
    let status: ExitStatus
    var advice = ""
    switch error.kind {
    case .foreign, .damaged, .newer: status = .data
    case .cannotOpen: status = .noInput
    case .readOnly:
      status = .noInput
      advice = "; the ledger and its folder must be writable"
    case .busy:
      status = .unavailable
      advice = "; another program has it open"
    case .inputOutput:
      status = .io
      advice = "; nothing was changed: mend that and run again"
    case .constraint, .other: status = .software
    }
    self.init(status, "\(path): \(error)\(advice)")
  }
}
