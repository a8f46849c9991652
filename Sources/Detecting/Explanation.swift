import Billing
import Command
import JSONText

/// Writes `meta.why`: the record and the arithmetic behind a movement (rules.md, L9).
///
/// `{"source":…,"line":…,"event_id":…,"before":{"mrr":…,"arithmetic":…},"after":…}`: the place is
/// that of the record that changed the line's subscription last, null where the change came
/// without a record (the end of a discount); before and after are null where there was no line.
enum Explanation {
  static func append(
    _ movement: ClassifiedMovement, sources: [String], _ memory: borrowing BillingMemory,
    to text: inout LineBuffer
  ) {
    text.append("{\"source\":")
    if let origin = movement.origin {
      if sources.indices.contains(origin.place.source) {
        text.append(string: sources[origin.place.source])
      } else {
        text.append("null")
      }
      text.append(",\"line\":")
      text.append(integer: Int64(origin.place.line))
      text.append(",\"event_id\":")
      if origin.eventID.isNone {
        text.append("null")
      } else {
        text.append(string: memory.eventIDs.string(of: origin.eventID))
      }
    } else {
      text.append("null,\"line\":null,\"event_id\":null")
    }
    text.append(",\"before\":")
    append(movement.before, movement.arithmetic.before, to: &text)
    text.append(",\"after\":")
    append(movement.after, movement.arithmetic.after, to: &text)
    text.append(UInt8(ascii: "}"))
  }

  private static func append(_ line: Line?, _ arithmetic: String?, to text: inout LineBuffer) {
    guard let line else { return text.append("null") }
    text.append("{\"mrr\":")
    text.append(integer: line.amount)
    text.append(",\"arithmetic\":")
    text.append(string: arithmetic ?? "")
    text.append(UInt8(ascii: "}"))
  }
}
