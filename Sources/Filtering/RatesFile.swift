import Command
import JSONText
import Streams

/// The file of `--rates`.
enum RatesFile {
  /// More than a century of daily rates of every currency needs: what bounds the memory.
  private static let limit = 256 << 20

  /// Reads it whole.
  ///
  /// Fails with ``ExitStatus/noInput`` where it is not there, with ``ExitStatus/data`` where it holds
  /// something else.
  static func read(_ address: Address) throws(Failure) -> ExchangeRates {
    let bytes = try contents(address)
    do throws(RatesFault) {
      return try ExchangeRates(file: bytes)
    } catch {
      let place = error.line > 0 ? ":\(error.line)" : ""
      throw Failure(.data, "\(address.inputName)\(place): \(error.reason)")
    }
  }

  private static func contents(_ address: Address) throws(Failure) -> [UInt8] {
    var source: LineSource
    do throws(AddressError) {
      try address.checkForReading()
      source = LineSource(
        try address.openForReading(), name: address.inputName, maxLine: limit)
    } catch {
      throw Failure(error)
    }
    do throws(Errno) {
      // No line is taken from it: everything stays in its buffer.
      while !source.isAtEnd, source.rest.count <= limit {
        if try source.fill() == .nothing {
          _ = try Wait.forInput(source.number, signals: -1, milliseconds: nil)
        }
      }
    } catch {
      throw Failure(.io, "\(source.name): \(error)")
    }
    guard source.isAtEnd else {
      throw Failure(.data, "\(source.name): too large for a file of exchange rates")
    }
    return Array(source.buffer[source.rest])
  }
}
