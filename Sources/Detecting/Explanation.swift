import Billing
import Command
import JSONText

/// Writes `meta.why`: the record and the arithmetic behind a movement (rules.md, L9).
enum Explanation {
  static func append(
    _ movement: ClassifiedMovement, _ memory: BillingMemory, to text: inout LineBuffer
  ) {
    text.append("{\"line\":")
    if let origin = movement.origin {
      text.append(integer: Int64(origin.place.line))
    } else {
      text.append("null")
    }
    text.append(",\"before\":")
    text.append(integer: movement.before)
    text.append(",\"after\":")
    text.append(integer: movement.after)
    text.append(UInt8(ascii: "}"))
  }
}
