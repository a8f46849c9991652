import Command
import JSONText
import Notifications
import Streams

/// Finds the notifications that are payloads of their own before their turn comes.
///
/// Nothing is picked out of such a line; one note says what of it has to go.
struct GroupScan: LineScan {
  /// The only sort there is.
  static let alone = 0

  private var reader = NotificationReader(identity: true)

  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    do throws(Rejection) { try reader.read(bytes, range) } catch { return nil }
    guard reader.isLast, reader.event != .failedPayment, let cut = reader.middleOfMeta(bytes) else {
      return nil
    }
    notes.append(
      ScanNote(
        key: 0, place: -1, value: 0, start: Int32(truncatingIfNeeded: cut.lowerBound),
        end: Int32(truncatingIfNeeded: cut.upperBound)))
    return (0, Self.alone)
  }
}

extension NotificationReader {
  /// What stands between the id and the time in a `meta` as `mrr-detect` writes it: it is all that
  /// has to go from a line that is a payload of its own.
  ///
  /// Nil for every other form.
  func middleOfMeta(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard places.metaID >= 0, places.at >= 0 else { return nil }
    let meta = found[places.meta].range
    let id = found[places.metaID]
    let at = found[places.at]
    let quoted = 5  // `"id":` and `"at":`
    guard case .string = at.kind, Int(id.keyStart) == meta.lowerBound + 1,
      Int(id.start) == Int(id.keyStart) + quoted, Int(at.start) == Int(at.keyStart) + quoted,
      Int(at.end) == meta.upperBound - 1, bytes[Int(at.keyStart) - 1] == UInt8(ascii: ",")
    else { return nil }
    return Int(id.end)..<Int(at.keyStart) - 1
  }
}
