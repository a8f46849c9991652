package import JSONText
package import Streams

/// Why one record is refused; the run goes on.
package struct Rejection: Error, Equatable {
  /// What is wrong, for people: one line, without the place; control characters are escaped when
  /// it is printed.
  package var message: String

  /// Where in the record, in bytes from its first byte; 0 where the whole record is meant.
  package var offset: Int

  /// Whether the record is the beginning of a JSON text: more lines could complete it.
  package var isIncomplete = false

  package init(_ message: String, offset: Int = 0) {
    self.message = message
    self.offset = offset
  }

  /// The record is not JSON; `start` is where the record begins in the scanned bytes.
  package init(_ error: JSONError, recordStart start: Int) {
    self.init(error.reason, offset: error.offset - start)
    isIncomplete = error.isIncomplete
  }
}

/// Why a run ends before its end.
package struct Failure: Error, Equatable {
  /// How the program ends.
  package var status: ExitStatus
  package var message: String

  package init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

extension Failure {
  /// An address that cannot be used.
  package init(_ error: AddressError) {
    let status: ExitStatus =
      switch error.kind {
      case .usage: .usage
      case .cannotOpen: .noInput
      case .cannotUse: .io
      case .unavailable: .unavailable
      }
    self.init(status, error.message)
  }
}
