/// An integer as it is written, without memory of its own.
package struct DecimalDigits {
  /// Where the digits stand, and which bytes they are.
  package private(set) var text = InlineArray<20, UInt8>(repeating: 0)
  package private(set) var range: Range<Int>

  package init(_ value: Int64) {
    // From the last digit on; 20 characters hold every number of 64 bits.
    var rest = value.magnitude
    var start = 20
    range = 0..<20
    repeat {
      start &-= 1
      text[start] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    if value < 0 {
      start &-= 1
      text[start] = UInt8(ascii: "-")
    }
    range = start..<20
  }
}
